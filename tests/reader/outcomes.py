"""What a document says, in a form that tests compare: verdicts by numbers, reasons, readings."""

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

SETUP = (
    r"$x, y \in \mathbb{R}^n$, $W, A \in \mathbb{R}^{m \times n}$, "
    r"$S \in \mathbb{R}^{n \times n}$, $v \in \mathbb{R}^m$, $c, s, t \in \mathbb{R}$. "
)


def verdicts(text: str, setup: str = SETUP) -> list[bool]:
    """Whether each claim of a document holds, all of which is understood."""
    document = read_document(setup + text)
    assert not document.troubles, [str(statement.trouble) for statement in document.troubles]
    return [holds(document, statement.claim, 1) for statement in document.claims]


def reasons(text: str, setup: str = SETUP) -> list[str]:
    """Why statements are not understood, in their order."""
    document = read_document(setup + text)
    assert all(statement.trouble.place.line >= 1 for statement in document.troubles)
    return [statement.trouble.reason for statement in document.troubles]
