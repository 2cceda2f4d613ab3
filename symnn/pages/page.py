"""``sn.Page``: a derivation as a textbook has it, prose and mathematics in order, and verified."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, TypeGuard

from sympy.core.expr import Expr

from symnn.check.written import written_expression
from symnn.derivation import Derivation
from symnn.documents.document import (
    Block,
    Code,
    Document,
    Judged,
    Math,
    Picture,
    Section,
    Table,
    Text,
)
from symnn.documents.outline import derivation_blocks
from symnn.entries import EntriesDerivation
from symnn.language.tensor import Tensor, as_tensor
from symnn.model import Model
from symnn.pages.claims import Claim
from symnn.pages.differences import Differences
from symnn.pages.formulas import DerivativeClaim, Identity, Wrt
from symnn.pages.numbers import Bound, Exact, Number
from symnn.pages.paper import papers_claims
from symnn.pages.prose import blocks, sentence
from symnn.pages.shown import shown, updated


class Page:
    r"""A page that a file of ``derivations/`` writes, from top to bottom.

    ``prose`` is its title and, after an empty line, how it begins: the docstring of the file. In
    all prose formulas stand between dollar signs; *emphasis*, lists, ``code`` and links are those
    of Markdown. Every formula and every number that is claimed is judged, see :attr:`claims`;
    nothing is judged or drawn before somebody asks. ``uses`` names pages that come before
    (``"calculus/chain_rule"``).

    >>> import symnn as sn
    >>> page = sn.Page("The slope of a square\n\nHow fast does $x^2$ grow?")
    >>> model = sn.Model(); x = sn.scalar("x"); f = model.define("f", x**2)
    >>> page.write("Twice as fast as $x$:")
    >>> page.claim(model, "f", "x", "2x")
    >>> [claim.ok for claim in page.claims]
    [True]
    >>> print(page.text().splitlines()[-2])
        ∂f/∂x = 2 x
    """

    def __init__(self, prose: str | None, *, uses: Sequence[str] = ()) -> None:
        title, _, beginning = (prose or "").strip().partition("\n")
        self.title: Text = sentence(title.removesuffix("."))
        if not self.title:
            raise ValueError("a page begins with its title: sn.Page(__doc__), with a docstring")
        self.uses = tuple(uses)
        self.claims: list[Claim] = []
        self.places: list[tuple[str, int]] = []  # file and line of each claim
        self._sections: list[tuple[str, list[Part]]] = [("", [])]
        self.write(beginning)

    # ---- writing ------------------------------------------------------------------------------

    def section(self, title: str, prose: str = "") -> None:
        """Begin a section, perhaps with some prose."""
        self._sections.append((title, []))
        self.write(prose)

    def write(self, prose: str) -> None:
        """Some prose; raises ProseError for what pages do not have, such as headings."""
        self._add(*blocks(prose))

    def show(self, *things: Any, notation: str = "matrix") -> None:
        """The equations of models, derivations, entries forms and their derivatives, or pictures.

        Raises TypeError for what has no form on a page.
        """
        for thing in things:
            self._add(*shown(thing, notation))

    def update(self, derivative: EntriesDerivation, rate: Any) -> None:
        """One step of gradient descent with its numbers: ``derivative`` of an entries form.

        >>> import symnn as sn
        >>> model = sn.Model(); E = model.define("E", (sn.scalar("w") - 1)**2)
        >>> page = sn.Page("A step")
        >>> page.update(model.entries(values={"w": 3}).derivation("E", "w"), 0.25)
        >>> print(page.text().splitlines()[-1].strip())
        w⁺ = w - η ∂E/∂w = 3 - 0.25 · 4 = 2
        """
        self._add(updated(derivative, rate))

    def derive(
        self,
        derivation: Derivation,
        notation: str = "matrix",
        *,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """All steps of a derivation, checked by finite differences at ``values`` or random ones."""
        self._sections[-1][1].append(_Derived(derivation, notation))
        self._claim(Differences(derivation, values))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A table; its cells are prose, or anything that prints."""
        cells = [[sentence(c) if isinstance(c, str) else [str(c)] for c in row] for row in rows]
        self._add(Table(list(head), cells))

    def picture(self, picture: Picture | Callable[[], Picture], caption: str = "") -> None:
        """A picture of ``sn.figures``, with a caption; a function draws it when somebody asks.

        >>> import symnn as sn
        >>> page = sn.Page("A square"); x = sn.scalar("x")
        >>> page.picture(lambda: sn.figures.function(x**2), "The square of $x$.")
        >>> page.text().splitlines()[2].strip()
        '[Plot of x² for x from -4 to 4.]'
        """
        self._sections[-1][1].append(_Drawn(picture, sentence(caption)))

    def code(self, source: str, language: str = "python") -> None:
        """A program."""
        self._add(Code(language, source))

    # ---- claiming -----------------------------------------------------------------------------

    def claim(
        self,
        model: Model,
        of: str | Tensor,
        wrt: Wrt,
        formula: Tensor | str | float,
        *,
        expect: str = "proved",
        notation: str = "matrix",
        at: str = "",
    ) -> None:
        r"""The derivative of ``of`` by ``wrt`` is ``formula``: a tensor, or LaTeX as you print it.

        A tuple of quantities is a higher derivative. ``expect`` is the verdict that the page is
        about, ``"refuted"`` where it shows a mistake. ``at`` are letters for its axes where the
        LaTeX has running indices: ``page.claim(m, "p", "z", r"p_i (\delta_{ij} - p_j)", at="ij")``.
        """
        name = model.symbol(of).name
        right = formula if isinstance(formula, str) else as_tensor(formula, "page.claim")
        self._claim(DerivativeClaim(model, name, wrt, right, expect, notation, at))

    def equal(
        self,
        model: Model,
        left: Tensor | str | float,
        right: Tensor | str | float,
        notation: str = "matrix",
    ) -> None:
        r"""Two expressions in the quantities of a model are equal, for all sizes and values.

        Each is a tensor, or LaTeX as you print it. Raises UnreadableClaimError for LaTeX that is
        not understood.

        >>> import symnn as sn
        >>> m, n = sn.dims("m n"); model = sn.Model(); A = sn.matrix("A", m, n)
        >>> _ = model.define("S", A @ A.T)
        >>> page = sn.Page("A symmetric matrix")
        >>> page.equal(model, r"(A A^\top)^\top", r"A A^\top")
        >>> page.ok
        True
        """
        one, other = (
            written_expression(model, side) if isinstance(side, str) else as_tensor(side, "equal")
            for side in (left, right)
        )
        as_written = [side if isinstance(side, str) else "" for side in (left, right)]
        self._claim(Identity(model, one, other, notation, (as_written[0], as_written[1])))

    def exact(self, shown: str, left: Expr, right: Expr) -> None:
        r"""``shown`` in LaTeX is ``right``; ``left`` is what SymPy computed for it.

        For limits, integrals and sums: ``page.exact(r"\\int_0^1 x\\,dx", sp.integrate(…), …)``.
        """
        self._claim(Exact(Math(shown, shown), left, right))

    def number(self, name: str, value: Any, printed: str, *, slack: int = 0) -> None:
        """``name`` (LaTeX) is ``printed``, as a book has it; ``value`` was computed here.

        ``slack`` allows so many units of the last digit, where the book rounded on its way. Numbers
        that follow each other stand under each other.

        >>> import symnn as sn
        >>> page = sn.Page("Numbers"); page.number("2 + 2", 2 + 2, "4"); page.number("1", 1, "1.0")
        >>> (section,) = page.document().sections
        >>> [len(block.rows) for block in section.blocks]
        [2]
        """
        self._claim(Number(Math(name, name), value, printed, slack))

    def at_least(self, name: str, value: Any, bound: str) -> None:
        r"""``name`` (LaTeX), which was measured, such as an accuracy, is at least ``bound``.

        >>> import symnn as sn
        >>> page = sn.Page("Accuracy"); page.at_least(r"\text{accuracy}", 0.97123, "0.95")
        >>> print("\n".join(page.text().splitlines()[2:]))
            \text{accuracy} = 0.971
            ✓ measured: at least 0.95
        """
        self._claim(Bound(Math(name, name), value, bound))

    def at_most(self, name: str, value: Any, bound: str) -> None:
        """``name`` (LaTeX), which was measured, such as an error, is at most ``bound``."""
        self._claim(Bound(Math(name, name), value, bound, least=False))

    def paper(self, path: str | Path, expect: Sequence[str] = ()) -> None:
        """The claims of a LaTeX or Markdown file, with the verdicts of ``symnn check``.

        ``expect`` are the verdicts that the page is about, in order; else all should be proved.
        """
        for claim in papers_claims(Path(path), expect):
            self._claim(claim)

    # ---- reading ------------------------------------------------------------------------------

    @property
    def ok(self) -> bool:
        """Whether everything on the page is as it says."""
        return all(claim.ok for claim in self.claims)

    def document(self) -> Document:
        """The page as data, with every claim judged."""
        sections, number = [], 1
        for title, parts in self._sections:
            made: list[Block | Claim | _Drawn] = []
            for part in parts:
                if isinstance(part, _Derived):
                    found, number = derivation_blocks(part.derivation, part.notation, number)
                    made += found
                else:
                    made.append(part)
            if title or made:
                sections.append(Section(title, list(_blocks(made))))
        return Document(self.title, sections)

    def text(self) -> str:
        """The page as plain text."""
        from symnn.documents.text import text

        return text(self.document())

    def save(self, path: str | Path) -> Path:
        """Write the page; the suffix says how: .html, .tex, .md, .txt, …"""
        from symnn.documents.save import save_document

        return save_document(self.document(), Path(path))

    def _repr_html_(self) -> str:
        from symnn.documents.html import html

        page = escape(html(self.document()))
        return f'<iframe srcdoc="{page}" style="width: 100%; height: 48rem; border: 0"></iframe>'

    def _add(self, *parts: Block) -> None:
        self._sections[-1][1].extend(parts)

    def _claim(self, claim: Claim) -> None:
        self.claims.append(claim)
        self.places.append(_place())
        self._sections[-1][1].append(claim)


def _place() -> tuple[str, int]:
    """The file and the line that called a method of a page."""
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


class _Drawn:
    """A picture that is drawn when the page is asked for, and once."""

    def __init__(self, drawn: Picture | Callable[[], Picture], caption: Text) -> None:
        self.drawn, self.caption = drawn, caption

    def block(self) -> Picture:
        """The picture with its caption."""
        if not isinstance(self.drawn, Picture):
            self.drawn = self.drawn()
        return replace(self.drawn, caption=self.caption or self.drawn.caption)


@dataclass(frozen=True)
class _Derived:
    """A derivation whose steps are written, and whose equations are numbered, late, too."""

    derivation: Derivation
    notation: str


Part = Block | Claim | _Drawn | _Derived


def _blocks(parts: Sequence[Block | Claim | _Drawn]) -> Iterator[Block]:
    """What stands in a section; claims that follow each other, and end alike, are one block."""
    for _, group in groupby(parts, lambda part: part.outcome if _is_claimed(part) else id(part)):
        made = [part.block() if isinstance(part, (Claim, _Drawn)) else part for part in group]
        if isinstance(made[0], Judged):
            rows = [row for block in made if isinstance(block, Judged) for row in block.rows]
            yield replace(made[0], rows=rows)
        else:
            yield made[0]


def _is_claimed(part: Part) -> TypeGuard[Claim]:
    return isinstance(part, (Number, Exact, DerivativeClaim, Identity))
