"""The reference: everything that ``symnn`` offers by name, as its docstrings say it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from html import escape
from types import ModuleType
from typing import Any

import symnn
from symnn.check.api import check
from symnn.documents.content import Content
from symnn.gallery.markdown import Writer

GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "language": (
        "Quantities",
        "Sizes, indices, tensors and what is assumed of them: the words that models are made of.",
        ("symnn.language",),
    ),
    "operations": (
        "Operations",
        "Functions of tensors; see also their [definitions and slopes](../operations.html).",
        ("symnn.operations",),
    ),
    "layers": ("Layers", "Several equations at once, as networks repeat them.", ("symnn.layers",)),
    "models": (
        "Models and derivatives",
        "Systems of equations, and the derivatives of everything in them.",
        (
            "symnn.model", "symnn.derivation", "symnn.reading", "symnn.newton", "symnn.formula",
            "symnn.optimiser_model", "symnn.derivatives", "symnn.entries",
        ),
    ),
    "checking": ("Checking", "Who is right: verdicts on claims.", ("symnn.check",)),
    "numeric": ("Numbers", "What the slopes of a function are.", ("symnn.numeric",)),
    "training": (
        "Training",
        "From first values to parameters that were learned.",
        ("symnn.training", "symnn.estimator"),
    ),
    "pages": (
        "Pages and pictures",
        "What a person looks at.",
        ("symnn.pages", "symnn.documents"),
    ),
}  # fmt: skip
"""The pages of the reference: a title, what it is about, and where its names have their home."""

_ROLE = re.compile(r":\w+:`~?([^`]+)`")
_SECTION = re.compile(r"^(Args|Arguments|Returns|Yields|Raises|Attributes):[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^(?P<name>[\w*][\w*, .]*?)(?: \([^)]*\))?: (?P<words>.*)$", re.DOTALL)


def public_names() -> dict[str, Any]:
    """The functions and classes that ``import symnn as sn`` offers, by name.

    The module that is called, ``sn.check``, stands for its function, that of pictures for them.
    """
    found: dict[str, Any] = {}
    names = [name for name in dir(symnn) if not name.startswith("_")]
    for name in sorted(names, key=str.lower):
        thing = getattr(symnn, name)
        if isinstance(thing, ModuleType):
            if thing.__name__ == "symnn.check":
                found[name] = check
            elif thing.__name__ == "symnn.documents.figures":
                found |= {f"{name}.{key}": getattr(thing, key) for key in _functions(thing)}
        elif getattr(thing, "__module__", "").startswith("symnn."):
            found[name] = thing
    return found


def group_of(thing: Any) -> str | None:
    """The page of the reference where something stands."""
    home = f"{thing.__module__}."
    for group, (_, _, homes) in GROUPS.items():
        if any(home.startswith(f"{known}.") for known in homes):
            return group
    return None


def reference_content(group: str) -> Content:
    """One page of the reference."""
    title, about, _ = GROUPS[group]
    page = _Reference()
    entries = [
        page.entry(f"sn.{name}", thing)
        for name, thing in public_names().items()
        if group_of(thing) == group
    ]
    html = page.writer.written(about) + "\n".join(entries)
    return Content(title, html, page.writer.math.glyphs(), page.names)


def _functions(module: ModuleType) -> list[str]:
    names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    return sorted(n for n in names if inspect.isfunction(getattr(module, n)))


class _Reference:
    """A page of entries."""

    def __init__(self) -> None:
        self.writer = Writer(lambda link: link)
        self.names: list[tuple[str, str]] = []
        self.shown: dict[int, str] = {}
        """Where methods stand, so that those of a shared base stand there once."""

    def entry(self, name: str, thing: Any, level: int = 2) -> str:
        """One name: how it is called, what it does; for a class also what its objects do."""
        anchor = self.writer.anchors.new(name.removeprefix("sn."))
        short = name.rpartition(".")[2] if level > 2 else name.removeprefix("sn.")
        if level == 2:
            self.names.append((anchor, short))
        head = f'<h{level} id="{anchor}"><code>{escape(name)}</code></h{level}>'
        parts = [head, _signature(short, thing), self.prose(inspect.getdoc(thing) or "")]
        if inspect.isclass(thing) and level == 2:
            parts.append(self._members(short, anchor, thing))
        return f'<section class="entry">\n{"".join(parts)}\n</section>'

    def _members(self, short: str, anchor: str, thing: type) -> str:
        """The methods of a class; of those that another class of the page has, only the names."""
        own, others = [], []
        for name, member in _members(thing):
            home = self.shown.setdefault(id(member), anchor)
            if home == anchor:
                own.append(self.entry(f"{short}.{name}", member, 3))
            else:
                link = f"#{home}-{name.lower()}"
                others.append(f'<a href="{escape(link)}"><code>{escape(name)}</code></a>')
        if others:
            own.append(f"<p>As in others: {', '.join(others)}.</p>")
        return f'<div class="members">{"".join(own)}</div>' if own else ""

    def prose(self, text: str) -> str:
        """A docstring: Markdown, the sections of Google's style, examples."""
        text = _ROLE.sub(lambda role: f"`{role[1]}`", text)
        words, *sections = _SECTION.split(_fenced(text))
        html = self.writer.written(words)
        for name, inner in zip(sections[::2], sections[1::2], strict=True):
            listed, rest = _indented(inner)
            html += f'<p class="part">{name}</p>'
            html += self._items(listed) + self.writer.written(rest)
        return html

    def _items(self, text: str) -> str:
        items = re.split(r"\n(?=\S)", inspect.cleandoc(text))
        found = [_ITEM.match(item) for item in items]
        if not all(found):
            return self.writer.written(inspect.cleandoc(text))
        rows = "".join(
            f"<dt><code>{escape(item['name'])}</code></dt>"
            f"<dd>{self.writer.written(inspect.cleandoc(item['words']))}</dd>"
            for item in found
            if item
        )
        return f"<dl>{rows}</dl>"


def _members(thing: type) -> Iterator[tuple[str, Any]]:
    """The methods and properties of a class that are documented and its own, or symnn's."""
    seen = set()
    for home in thing.__mro__:
        if not home.__module__.startswith("symnn."):
            continue
        for name, member in vars(home).items():
            inner = member.fget if isinstance(member, property) else member
            inner = getattr(inner, "__func__", getattr(inner, "func", inner))
            documented = callable(inner) and not inspect.isclass(inner) and inspect.getdoc(inner)
            if not name.startswith("_") and name not in seen and documented:
                seen.add(name)
                yield name, member


def _signature(name: str, thing: Any) -> str:
    if isinstance(thing, property) or not callable(getattr(thing, "__func__", thing)):
        return ""
    function: Callable[..., Any] = getattr(thing, "__func__", thing)
    try:
        found = inspect.signature(function)
    except ValueError:
        return ""
    if inspect.isclass(thing):
        found = found.replace(return_annotation=inspect.Signature.empty)
    shown = re.sub(r"(?<=[:>] )'([^']*)'", r"\1", str(found))
    shown = re.sub(r"<function ([\w.]+) at 0x[0-9a-f]+>", r"\1", shown)
    shown = shown.replace("(self, ", "(").replace("(self)", "()").replace("(cls, ", "(")
    return f'<pre class="signature"><code>{escape(name + shown)}</code></pre>'


def _fenced(text: str) -> str:
    """Examples between fences, so that Markdown leaves them alone."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        begins = line.lstrip().startswith(">>>")
        if begins and not inside:
            lines += ["", "```pycon"]
            inside = True
        elif inside and not line.strip():
            lines.append("```")
            inside = False
        lines.append(line.strip() if inside and begins else line)
    return "\n".join([*lines, "```"] if inside else lines)


def _indented(text: str) -> tuple[str, str]:
    """The lines of a section, and what follows it."""
    lines = text.strip("\n").splitlines()
    end = next((at for at, line in enumerate(lines) if line[:1].strip()), len(lines))
    return "\n".join(lines[:end]), "\n".join(lines[end:])
