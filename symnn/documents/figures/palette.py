"""The colours of pictures: told apart by the colour-blind, and readable on light and dark paper.

Each has a contrast of about 4.2 to 1 with both papers of a page, as much as one colour can have.
"""

from __future__ import annotations

INK = "currentColor"
RUST, BLUE, GREEN, PURPLE, GOLD = "#c8573a", "#2f7ec4", "#1f8a6d", "#a765b5", "#a77a14"
GREY = "#827b70"
SERIES = (BLUE, RUST, GREEN, PURPLE, GOLD)
"""The colours of several curves, in this order."""
ACCENT = RUST
"""What a picture points at: the path of the chain rule, a derivative."""
SOFT = 0.62
"""The opacity of what is less important: axes, shapes under names."""
PALE = 0.78
"""The opacity of what is not pointed at, and still to be read."""
FAINT = 0.22
"""The opacity of what only stands around."""
