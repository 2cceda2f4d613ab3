"""What the letters of a document are for: running indices, labels of layers and times, names."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.survey.indices import Indices
from symnn.notation.reader.survey.labels import Labels
from symnn.notation.reader.survey.letters import tell_letters_apart
from symnn.notation.reader.survey.occurrences import Occurrences
from symnn.notation.reader.survey.roles import Survey


def surveyed(lines: Sequence[Line]) -> Survey:
    """The roles of the letters of a document."""
    survey = Survey()
    seen = Occurrences(lines)
    Labels(seen, survey)
    Indices(seen, survey)
    tell_letters_apart(seen, survey)
    return survey
