"""Documents in files: what is read from them, what is no document, what the reader says of one."""

import pytest

from symnn.notation.reader.__main__ import main
from symnn.notation.reader.file import UnreadableError, read_file
from symnn.notation.reader.trouble import MAX_CHARACTERS, TooLargeError

TEXT = r"""Let $x \in \mathbb{R}^n$, $w = 2$, $f = w \|x\|^2$.
$\nabla_x f = 2 w x$, $\nabla_x f = 2 w x^\top$, $\nabla_x f = x x$, $f = \int x$.
$l = 1, \dots, 2$, $a_l = \tanh(w a_{l-1})$.
$\frac{\partial a_l}{\partial a_{l-1}} = w (1 - a_l^2)$. $\phi(u) = u + w$
"""


def test_a_file_is_read_as_its_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("A value `$b = 1$` and $a = 2$.")
    document = read_file(str(path), lambda *_: True)
    assert document.filename == str(path)
    assert [statement.latex for statement in document.statements] == ["a = 2"]


def test_what_is_no_text_is_refused_with_the_place_of_the_byte(tmp_path):
    path = tmp_path / "a.tex"
    path.write_bytes(b"$a = \xff$")
    with pytest.raises(UnreadableError, match=r"not a text in UTF-8 \(byte 6\); save it"):
        read_file(str(path))


def test_a_file_that_is_too_long_is_refused(tmp_path):
    path = tmp_path / "a.tex"
    path.write_text("x" * (MAX_CHARACTERS + 1))
    with pytest.raises(TooLargeError, match="has more than 1000000 characters"):
        read_file(str(path))


def test_the_reader_says_how_it_read_each_statement(tmp_path, capsys):
    path = tmp_path / "a.tex"
    path.write_text(TEXT)
    main([str(path)])
    said = capsys.readouterr().out
    assert "1:6 declaration x: x \\in \\mathbb{R}^n\n" in said
    assert "1:28 value w: w = 2\n" in said
    assert "2:2 claim: \\nabla_x f = 2 w x\n      ∂f/∂x[" in said
    assert "misfit: the left side is a column of n, the right side is a row of n\n" in said
    assert "not understood: 2:" in said
    assert "  over [] {'l': 1}\n" in said
    assert "(a range)\n" in said
    assert "= —  over" in said  # x x has no shape
