"""A file becomes a page: a Python file that defines one, or a LaTeX or Markdown document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from symnn.check.document import judged_document
from symnn.check.verdict import SIGNS
from symnn.derivation import Derivation
from symnn.derivatives import target_of
from symnn.documents.document import Document, Section
from symnn.documents.html import content
from symnn.documents.latex import latex
from symnn.documents.outline import document
from symnn.documents.report import report_content
from symnn.gallery.markdown import markdown_content, site_link
from symnn.gallery.page import Made, Problem, Task, failed_page, page_of, whole_page_of
from symnn.gallery.reference import reference_content
from symnn.language.errors import SymnnError
from symnn.model import Model
from symnn.pages.page import Page
from symnn.pages.paper import PATIENCE
from symnn.pages.prose import blocks, sentence
from symnn.programs import ProgramError, line_of, run_program
from symnn.reading import document_at, model_of

ERRORS = (SymnnError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What goes wrong while the claims of a page are judged and its formulas are written."""


def made_from_file(path: Path, name: str) -> Made:
    """The page that a file defines; what is wrong with it is among its problems."""
    if path.suffix != ".py":
        return _made_from_document(path, name)
    try:
        names = run_program(path)
    except ProgramError as error:
        return failed_page(name, [Problem(error.words, error.line)])
    page, gradient, model = (names.get(word) for word in ("page", "gradient", "model"))
    try:
        if isinstance(page, Page):
            return _made_from_page(page, path, name)
        if isinstance(gradient, Derivation):
            return _made_from_derivation(gradient, names.get("__doc__"))
        if isinstance(model, Model):
            return _made_from_derivation(derived(model), names.get("__doc__"))
    except ERRORS as error:
        return failed_page(name, [Problem(_words(error), line_of(path, error))])
    words = "the file defines no page; write `page = sn.Page(__doc__)`"
    return failed_page(name, [Problem(f"{words}, or a `gradient`, or a `model`")])


def made_from_prose(task: Task) -> Made:
    """The page of a Markdown document about symnn."""
    try:
        text = task.path.read_text(encoding="utf-8")
        made = markdown_content(
            text,
            lambda link: site_link(link, task.path, task.roots, task.page),
            task.path.parent,
        )
    except UnicodeDecodeError as error:
        return failed_page(task.name, [Problem(f"this is not UTF-8: {error}")])
    except OSError as error:
        return failed_page(task.name, [Problem(f"{error.filename}: {error.strerror}")])
    title = made.heading or escape(task.path.stem)
    page = page_of(replace(made, heading=title))
    page.copies = sorted(_linked_files(page.links, task))
    return page


def _linked_files(links: Sequence[str], task: Task) -> Iterator[str]:
    """The files of its folder to which a document links, where they do not become pages."""
    root = task.root.resolve()
    for link in set(links):
        path = (task.path.parent / unquote(link.partition("#")[0])).resolve()
        if root in path.parents and path.is_file() and path.suffix != ".html":
            yield path.relative_to(root).as_posix()


def made_from_names(group: str) -> Made:
    """A page of the reference."""
    return page_of(reference_content(group))


def derived(model: Model) -> Derivation:
    """All gradients of what a model is about."""
    how = "in a Python file, with `gradient = model.gradient(…)`"
    return model.gradient(target_of(model, how).name)


def _made_from_page(page: Page, path: Path, name: str) -> Made:
    problems = list(_problems(page, path))
    try:
        shown = page.document()
    except ERRORS as error:
        return failed_page(name, problems or [Problem(_words(error), line_of(path, error))])
    made = _made_from_shown(shown, page.uses)
    made.problems = problems
    return made


def _made_from_shown(shown: Document, uses: Sequence[str] = ()) -> Made:
    made = page_of(content(shown), uses=uses)
    made.latex = latex(shown)
    return made


def _problems(page: Page, path: Path) -> Iterator[Problem]:
    """What does not hold on a page, and what cannot be judged."""
    for claim, (file, line) in zip(page.claims, page.places, strict=True):
        place = line if Path(file) == path else None
        try:
            if not claim.ok:
                yield Problem(f"{_shown(claim)}: {_evidence(claim)}", place)
        except ERRORS as error:
            yield Problem(_words(error), place)


def _shown(claim: Any) -> str:
    rows = "; ".join(f"{row.left.plain} = {row.right.plain}" for row in claim.rows)
    return rows or "finite differences"


def _evidence(claim: Any) -> str:
    from symnn.documents.document import plain

    return plain(claim.outcome.evidence)


def _words(error: BaseException) -> str:
    words = str(error)
    return words if isinstance(error, SymnnError) else f"{type(error).__name__}: {words}"


def _made_from_derivation(derivation: Derivation, prose: str | None) -> Made:
    """The steps of a derivation after the words with which its file begins."""
    shown = document(derivation)
    if prose and prose.strip():
        title, _, beginning = prose.strip().partition("\n")
        sections: Sequence[Section] = [Section("", blocks(beginning)), *shown.sections]
        shown = Document(sentence(title.removesuffix(".")), sections)
    return _made_from_shown(shown)


def _made_from_document(path: Path, name: str) -> Made:
    """A document with claims becomes the report on them, one without the page of its model."""
    try:
        read = document_at(path)
        if not read.claims:
            return _made_from_derivation(derived(model_of(read)), None)
        found = judged_document(read, timeout=PATIENCE).to_json()
    except SymnnError as error:
        return failed_page(name, [Problem(str(error).removeprefix(f"{path}:").strip())])
    found["file"] = path.name
    summary = ", ".join(f"{n} {SIGNS[kind]} {kind}" for kind, n in found["summary"].items() if n)
    text = path.read_text(encoding="utf-8")
    return whole_page_of(report_content(found, text), [f"A paper and what holds in it: {summary}."])
