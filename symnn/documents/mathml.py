"""LaTeX as MathML that ziamath typesets as TeX would.

latex2mathml reads the LaTeX; what it writes is corrected here where ziamath would space it badly,
draw another letter, or take exponential time.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import latex2mathml.exceptions

from symnn.documents.typesetter import Mrow, operators, tex2mml

READING_ERRORS: tuple[type[Exception], ...] = (
    *(
        error
        for error in vars(latex2mathml.exceptions).values()
        if isinstance(error, type) and issubclass(error, Exception)
    ),
    ET.ParseError,
    IndexError,
    KeyError,
    ValueError,
)
"""What the reader of LaTeX raises on input that it does not understand."""

PREFIXES = frozenset("∂∇")
"""Operators that stand close to what follows."""
SIGNS = frozenset("−+±")
"""Binary operators, or signs at the beginning of something."""
BINARY = frozenset("⊙⊘⊗⊕∘")
"""Binary operators; ziamath knows the space around some of them."""
ACCENTS = {"\u0302": "\u02c6", "\u0303": "\u02dc"}
"""\\hat and \\tilde, which do not grow with what they cover."""
ALPHABETS = {  # variant: first capital letter, first small letter, first digit
    "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    "double-struck": (0x1D538, 0x1D552, 0x1D7D8),
}
SCRIPTS = ("msub", "msup", "msubsup", "munder")
LIMITS = (*SCRIPTS, "munderover")
"""What has something below, above or at its corners."""
CLOSING = frozenset(")]}⟩⌋⌉")
THIN = "0.167em"
"""The space that TeX sets around functions and sums."""
OPENING = frozenset("([{⟨⌊⌈")
FENCES = OPENING | frozenset("|‖")
OPERATORS = BINARY | SIGNS | frozenset("=<>≤≥≠∈,·×")

_WORDS = re.compile(r"\\text\{((?:[^{}\\$]|\\[#$%&_{}])*)\}")
_ASIDE = re.compile("\ue000(\\d{1,6})\ue001")


class PlainRow(Mrow, tag="plainrow"):
    """A row in which nothing stretches.

    ziamath typesets every row twice, to learn how far its parentheses must stretch: time doubles
    with each level of nesting. A row without any is typeset once.
    """

    def _get_height_nostretch(self, line: list[ET.Element], **_: object) -> tuple[float, float]:
        return 0.0, 0.0


PlainRow.mtag = "mrow"  # for its neighbours it is a row like any other


def mathml(latex: str, *, inline: bool = False) -> ET.Element:
    r"""The formula as a MathML element for ziamath.

    Raises one of READING_ERRORS where the LaTeX is not understood.

    >>> ET.tostring(mathml(r"\partial L"), encoding="unicode")
    '<plainrow display="block"><mo lspace="0em" rspace="0em">∂</mo><mi>L</mi></plainrow>'
    """
    _check_braces(latex)
    texts: list[str] = []
    masked = _set_aside(_separate_words(latex), texts)
    root = ET.fromstring(tex2mml(masked, inline=inline))  # noqa: S314
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag == "mtext" and (found := _ASIDE.fullmatch(element.text or "")):
            element.text = texts[int(found[1])]
            continue
        if (element.text or "").startswith("\\"):
            raise ValueError(f"{element.text} is no command that it knows")
    _unwrap(root)
    for element in list(root.iter()):
        _letter(element)
        _accent(element)
        _large(element)
        _spaces(element)
    for element in list(root.iter()):
        if element.tag in ("mrow", "math") and not _stretches(element):
            element.tag = "plainrow"
    return root


def _check_braces(latex: str) -> None:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            break
    if depth:
        raise ValueError("its braces do not match")


def _separate_words(latex: str) -> str:
    r"""\operatorname{argmax\,mask} as two operators, for want of spaces and digits in one."""
    latex = re.sub(r"\\operatorname\{([A-Za-z]+\d+)\}", r"\\mathrm{\1}", latex)
    return re.sub(
        r"\\operatorname\{([^{}]*\\,[^{}]*)\}",
        lambda match: r" \, ".join(
            rf"\operatorname{{{word}}}" for word in match.group(1).split(r"\,")
        ),
        latex,
    )


def _set_aside(latex: str, texts: list[str]) -> str:
    r"""The formula with numbers in the place of words that its reader would not take as they are.

    >>> texts = []
    >>> masked = _set_aside(r"x \text{if a\_1 < b}", texts)
    >>> [words.replace("\u00a0", " ") for words in texts]
    ['if a_1 < b']
    """

    def aside(found: re.Match[str]) -> str:
        words = re.sub(r"\\([#$%&_{}])", r"\1", found[1])
        texts.append(words.replace(" ", "\u00a0"))
        return f"\\text{{\ue000{len(texts) - 1}\ue001}}"

    return _WORDS.sub(aside, latex)


def _unwrap(parent: ET.Element) -> None:
    """Take single elements out of the rows around them."""
    for place, child in enumerate(list(parent)):
        _unwrap(child)
        if child.tag == "mrow" and len(child) == 1 and not child.attrib:
            parent[place] = child[0]
    if parent.tag == "math" and len(parent) == 1 and parent[0].tag == "mrow":
        parent[:] = list(parent[0])


def _letter(element: ET.Element) -> None:
    starts = ALPHABETS.get(element.get("mathvariant", ""))
    if starts is None or element.tag not in ("mi", "mn") or not element.text:
        return
    letters = [_shifted(letter, *starts) for letter in element.text]
    if all(letters):
        element.text = "".join(letters)
        del element.attrib["mathvariant"]


def _shifted(letter: str, capital: int, small: int, digit: int) -> str:
    if not letter.isascii() or not letter.isalnum():
        return ""
    first, start = ("A", capital) if letter.isupper() else ("a", small)
    if letter.isdigit():
        first, start = "0", digit
    return chr(start + ord(letter) - ord(first))


def _accent(element: ET.Element) -> None:
    if element.tag == "mover" and element.get("accent") == "true":
        mark = element[-1]
        mark.text = ACCENTS.get(mark.text or "", mark.text)
        mark.set("stretchy", "false")


def _large(element: ET.Element) -> None:
    """∑ has two sizes and does not stretch; else parentheses around it would become huge."""
    if operators.get_params((element.text or "").strip(), "prefix").get("largeop") == "true":
        element.set("stretchy", "false")


def _spaces(element: ET.Element) -> None:
    """Space around binary operators, functions and sums, and none between these and parentheses."""
    if element.tag in LIMITS:
        return  # its base belongs to the row around it
    children = list(element)
    around = zip([None, *children], children, [*children[1:], None], strict=False)
    for before, child, after in around:
        core = _base(child)
        text = (core.text or "").strip()
        if text in BINARY:
            core.attrib |= {"lspace": "mediummathspace", "rspace": "mediummathspace"}
        elif text in PREFIXES or (text in SIGNS and _begins(before)):
            core.attrib |= {"lspace": "0em", "rspace": "0em"}
        elif _is_word(core):
            core.tag = "mo"  # a function such as log
            core.attrib |= {"lspace": "0em", "rspace": "0em"}
            _set_apart(element, child, before=not _ends(before))
            follows = after is not None and (_is_word(_base(after)) or _is_large(after))
            _set_apart(element, child, after=not (follows or _is_close(after)))
        elif _is_large(child):
            _set_apart(element, child, before=not _ends(before))
            beside = child.tag in ("msub", "msup", "msubsup")  # ziamath leaves no space after these
            _set_apart(element, child, after=beside and not _is_close(after))


def _set_apart(
    row: ET.Element, child: ET.Element, *, before: bool = False, after: bool = False
) -> None:
    """Put a thin space before or after one of the elements of a row."""
    place = list(row).index(child)
    if after:
        row.insert(place + 1, ET.Element("mspace", {"width": THIN}))
    if before:
        row.insert(place, ET.Element("mspace", {"width": THIN}))


def _is_large(element: ET.Element) -> bool:
    """Whether it is a sum, a product or an integral, with its limits."""
    core = element[0] if element.tag in LIMITS and len(element) else element
    text = (core.text or "").strip()
    return core.tag == "mo" and operators.get_params(text, "prefix").get("largeop") == "true"


def _base(element: ET.Element) -> ET.Element:
    """What scripts are attached to."""
    return element[0] if element.tag in SCRIPTS and len(element) else element


def _is_word(element: ET.Element) -> bool:
    text = (element.text or "").strip()
    return element.tag in ("mi", "mo") and len(text) > 1 and text.isalpha()


def _begins(before: ET.Element | None) -> bool:
    """Whether something begins after ``before``: at the start, in a parenthesis, after a sign."""
    if before is None or (before.tag == "mo" and (before.text or "").strip() in OPENING):
        return True
    return before.tag == "mo" and (before.text or "").strip() in OPERATORS


def _is_close(after: ET.Element | None) -> bool:
    """Whether no space is needed between a function and what follows it."""
    if after is None or after.tag == "mspace" or _edge(after) in FENCES:
        return True
    core = _base(after)
    return _is_large(after) or (core.tag == "mo" and not _is_word(core))


def _ends(before: ET.Element | None) -> bool:
    """Whether no space is needed between what stands before a function and the function."""
    if before is None or before.tag == "mspace":
        return True
    if _is_large(before):
        return False
    last = before
    while last.tag in ("mrow", *LIMITS) and len(last):
        last = last[-1] if last.tag == "mrow" else last[0]
    text = (last.text or "").strip()
    return last.tag == "mo" and text not in CLOSING and not _is_word(last)


def _edge(element: ET.Element) -> str:
    """The first sign of an element."""
    while element.tag in ("mrow", *SCRIPTS) and len(element):
        element = element[0]
    return (element.text or "").strip()


def _stretches(row: ET.Element) -> bool:
    """Whether something in the row, and not in a row inside it, grows with its height."""
    for child in row:
        if child.tag in ("mrow", "plainrow", "math"):
            continue
        if child.tag == "mo":
            known = operators.get_params((child.text or "").strip(), "infix").get("stretchy")
            if (child.get("stretchy") or known or "false") != "false":
                return True
        elif _stretches(child):
            return True
    return False
