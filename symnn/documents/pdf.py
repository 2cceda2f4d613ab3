"""A document as PDF, through a TeX that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from symnn.documents.document import Document
from symnn.documents.latex import latex
from symnn.language.errors import SymnnError

ENGINES = ("pdflatex", "lualatex", "xelatex", "tectonic")
"""Programs that make a PDF of LaTeX; the first one that is found is taken."""
SECONDS = 120
RUNS = 2
"""References to equations are right after the second run."""
SHOWN = 12
"""Lines of a log that are shown."""


class TeXError(SymnnError, RuntimeError):
    """There is no TeX, or it refuses the document."""


def pdf(document: Document) -> bytes:
    """The document as the content of a ``.pdf`` file.

    Raises TeXError where no TeX is installed, or where it fails, with the end of its log.
    """
    program = engine()
    with TemporaryDirectory(prefix="symnn-") as folder:
        source = Path(folder) / "page.tex"
        source.write_text(latex(document), encoding="utf-8")
        for _ in range(1 if Path(program).stem == "tectonic" else RUNS):
            _run(program, source)
        return source.with_suffix(".pdf").read_bytes()


def engine() -> str:
    """The program of TeX that is installed. Raises TeXError where there is none."""
    program = next((found for name in ENGINES if (found := shutil.which(name))), None)
    if program is None:
        raise TeXError(
            f"a PDF needs a TeX, and none of {', '.join(ENGINES)} is installed here; write a .tex "
            f"file instead, or print the .html page from a browser"
        )
    return program


def _run(program: str, source: Path) -> None:
    """One run: no questions, no shell, no files from elsewhere."""
    options = ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    command = [program, *([] if Path(program).stem == "tectonic" else options), source.name]
    careful = {**os.environ, "openin_any": "p", "openout_any": "p"}
    try:
        done = subprocess.run(  # noqa: S603 (a program of TeX with a file of ours)
            command,
            cwd=source.parent,
            env=careful,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TeXError(f"{program} did not end within {SECONDS} s") from error
    if done.returncode or not source.with_suffix(".pdf").exists():
        log = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()
        first = next((n for n, line in enumerate(log) if line.startswith("!")), len(log) - SHOWN)
        shown = "\n".join(log[max(first, 0) :][:SHOWN])
        raise TeXError(f"{program} failed on the document:\n{shown}")
