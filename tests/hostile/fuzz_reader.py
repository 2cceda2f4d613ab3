"""Fuzzes the reader of documents, and what derives gradients of them."""

import re
from pathlib import Path

from tests.hostile.harness import ROOT, fuzz

DOCUMENTS = sorted(Path(ROOT, "tests", "corpus", "documents").glob("*.*"))
TEXTS = [path.read_text(encoding="utf-8") for path in DOCUMENTS if path.suffix in (".tex", ".md")]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"\\[A-Za-z]+|[{}^_&=$]", text)})
FORMULAS = sorted({part for text in TEXTS for part in re.findall(r"\$[^$]{20,150}\$", text)})
SMALL = [text for text in TEXTS if len(text) < 800]

if __name__ == "__main__":
    fuzz(("read", "derive"), [text.encode() for text in (*FORMULAS[::3], *SMALL[::2])], WORDS)
