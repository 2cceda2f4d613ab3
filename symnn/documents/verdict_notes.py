"""What a page says of each verdict: a sign, a word, and the note in the margin.

Everything comes from the plain data of ``symnn check --json``; colour never speaks alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symnn.check.verdict import SIGNS
from symnn.documents.drawing import Drawing
from symnn.documents.escaping import escaped
from symnn.documents.scrolling import PRE

MEANINGS = {
    "proved": "true for all sizes and all values, under the conditions that are listed",
    "agrees": "not proved, but equal to at least 30 digits at random points",
    "refuted": "false: a counterexample shows it",
    "unclear": "not understood, or not decided; the reason stands beside it",
}
ROLES = {
    "declaration": ("declaration", "declarations"),
    "definition": ("definition", "definitions"),
    "value": ("value", "values"),
}
UNREAD = "not understood"

Entry = Mapping[str, Any]
"""One of the equations of a report."""


def is_claim(entry: Entry) -> bool:
    """Whether an equation was judged."""
    return entry["role"] == "claim"


def state(entry: Entry) -> str:
    """How an equation is marked: by its verdict, as not understood, as read, or as passed over."""
    if is_claim(entry):
        return str(entry["verdict"])
    if entry["evidence"]:
        return "unread"
    return "read" if entry["role"] in ROLES else "passed"


def note(entry: Entry, number: int, drawing: Drawing) -> str:
    """The note in the margin on one claim."""
    verdict = entry["verdict"]
    link = f'<a href="#claim-{number}">{SIGNS[verdict]} {verdict}</a>'
    parts = [f'<p class="verdict">{link}<span class="count">{number}</span></p>']
    if entry["hint"]:
        parts.append(f'<p class="hint">{drawing.sentence(entry["hint"]["words"])}</p>')
    if entry["conditions"]:
        given = ", ".join(map(drawing.sentence, entry["conditions"]))
        parts.append(f"<p>given {given}</p>")
    said = escaped if verdict == "unclear" else drawing.sentence
    parts += [f'<p class="soft">{said(words)}</p>' for words in entry["evidence"]]
    body = "".join(parts)
    return f'<div class="note v-{verdict}" id="note-{number}" role="note">{body}</div>'


def unread_note(entry: Entry, place: str) -> str:
    """The note on an equation that is no claim and is not understood."""
    reason = "; ".join(map(escaped, entry["evidence"]))
    return (
        f'<div class="note v-unclear" id="{place}" role="note"><p class="verdict">'
        f'{SIGNS["unclear"]} {UNREAD}</p><p class="soft">line {reason}</p></div>'
    )


def read_note(entries: Sequence[Entry]) -> str:
    """How many declarations, definitions and values of a block were understood."""
    found = Counter(entry["role"] for entry in entries if state(entry) == "read")
    words = [
        f"{count} {ROLES[role][count > 1]}" if count > 1 else ROLES[role][0]
        for role, count in found.items()
    ]
    if any(state(entry) == "passed" for entry in entries):
        words.append("an equation that is not judged")
    return f'<p class="note understood">✓ understood: {", ".join(words)}</p>' if words else ""


def proof_of_error(entry: Entry, number: int, drawing: Drawing) -> str:
    """The counterexample to a refuted claim, how to repeat it, and the right formula if given."""
    parts = list(_example(entry, number, drawing))
    answer = (entry["hint"] or {}).get("answer", "")
    if answer:
        shown = drawing.latex(answer)
        parts.append(f'<p class="answer">Right would be: <span class="scroll">{shown}</span></p>')
    return f'<div class="example v-refuted">{"".join(parts)}</div>' if parts else ""


def _example(entry: Entry, number: int, drawing: Drawing) -> Iterator[str]:
    example = entry["counterexample"]
    if not example:
        return
    given = {**example["sizes"], **example["inputs"]}
    yield f"<p>Claim {number} fails{' at' if given else ' always.'}</p>"
    if given:
        values = "".join(
            f'<span class="value">{drawing.value(str(name), value)}</span>'
            for name, value in given.items()
        )
        yield f'<div class="given">{values}</div>'
    place = ", ".join(map(str, example["index"]))
    where = f" (entry {place})" if place else ""
    yield (
        f"<p>where the left side{where} is {drawing.number(example['left'])} and the right side "
        f"{drawing.number(example['right'])}.</p>"
    )
    if example["code"]:
        code = escaped(example["code"])
        yield f"<details><summary>Repeat it in Python</summary>{PRE}{code}</pre></details>"
