"""Atheris, pointed at a target: ``python -m tests.hostile.fuzz_reader -max_total_time=60``.

Options and folders of inputs are libFuzzer's own; seeds are written to a folder first. Where
atheris is not installed (``pip install atheris``) the program says so and ends with status 77.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

SKIPPED = 77
"""The status that says: not done here."""
WATCHED = ["symnn.notation.reader", "symnn.training", "symnn.reading"]
"""What atheris watches: all that takes text and bytes apart."""
ROOT = Path(__file__).parents[2]


def fuzz(names: tuple[str, ...], seeds: Iterable[bytes], words: Iterable[str] = ()) -> None:
    """Give inputs to the targets of these names, until libFuzzer stops; does not return.

    The first byte of an input chooses the target.
    """
    try:
        import atheris
    except ImportError:
        print("atheris is not installed: pip install atheris")
        sys.exit(SKIPPED)
    with atheris.instrument_imports(include=WATCHED):
        from tests.hostile.targets import outcome

    def one(data: bytes) -> None:
        if data:
            outcome(names[data[0] % len(names)], data[1:], 0)

    folder = Path(tempfile.mkdtemp())
    for number, seed in enumerate(seeds):
        for place in range(len(names)):
            (folder / f"{number}_{place}").write_bytes(bytes([place]) + seed)
    dictionary = folder.parent / f"{folder.name}.dict"
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in ("0", *words))
    dictionary.write_text("".join(f'"{word}"\n' for word in quoted), encoding="utf-8")
    options = [f"-dict={dictionary}", "-max_len=4096", "-timeout=600", "-rss_limit_mb=4096"]
    atheris.Setup([*sys.argv, *options, str(folder)], one)
    atheris.Fuzz()
