"""``symnn gallery``: messages, exit status, JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symnn.cli import main
from tests.gallery.small import LIMIT, gallery, small


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["gallery", *map(str, arguments)])


def test_the_index_is_the_result_and_what_was_done_is_progress(tmp_path: Path) -> None:
    pages, site = small(tmp_path / "pages"), tmp_path / "site"
    done = run(pages, "-o", site)
    assert done.exit_code == 0
    assert done.stdout == f"{site / 'index.html'}\n"
    assert done.stderr == "2 pages: 2 built\n"


def test_what_fails_is_said_with_file_and_line(tmp_path: Path) -> None:
    pages = gallery(tmp_path / "pages", a_dot_py=LIMIT, b_dot_py="import no_such_module\n")
    done = run(pages, "-o", tmp_path / "site", "--jobs", 1)
    assert done.exit_code == 1
    words = "ModuleNotFoundError: No module named 'no_such_module'"
    assert f"{pages / 'b.py'}:1: {words}\n" in done.stderr
    assert "2 pages: 1 built, 1 failed\n" in done.stderr
    assert (tmp_path / "site" / "a.html").exists()


def test_json_tells_the_same(tmp_path: Path) -> None:
    program = LIMIT + "page.number('x', 2, '3')\npage.write('[a](no.html)')\n"
    pages = gallery(tmp_path / "pages", a_dot_py=program)
    done = run(pages, "-o", tmp_path / "site", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    line = program.splitlines().index("page.number('x', 2, '3')") + 1
    assert found == {
        "index": str(tmp_path / "site" / "index.html"),
        "pages": [
            {
                "file": str(pages / "a.py"),
                "page": "a.html",
                "status": "failed",
                "problems": [{"line": line, "words": "x = 3: computed: 2"}],
            }
        ],
        "notes": [f"{pages / 'a.py'}: there is nothing at no.html"],
        "summary": {"built": 0, "unchanged": 0, "failed": 1},
    }


def test_docs_beside_the_pages_are_built_too(tmp_path: Path) -> None:
    pages = gallery(tmp_path / "pages", a_dot_py=LIMIT)
    words = "# Begin\n\nSee [a page](../pages/a.py) and [numbers](data/n.csv).\n"
    gallery(tmp_path / "docs", begin_dot_md=words, data__n_dot_csv="1")
    done = run(pages, "-o", tmp_path / "site")
    assert done.exit_code == 0, done.stderr
    assert 'href="../a.html"' in (tmp_path / "site" / "docs" / "begin.html").read_text()
    assert (tmp_path / "site" / "docs" / "data" / "n.csv").read_text() == "1"
    assert (tmp_path / "site" / "docs" / "reference" / "models.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no"], "no: there is no such folder; write `symnn gallery FOLDER`"),
        (["."], "no pages in it; a page is a Python file with `page = sn.Page(__doc__)`"),
    ],
)
def test_nothing_to_build_is_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    pages = gallery(tmp_path / "pages", a_dot_py=LIMIT)
    (tmp_path / "file").write_text("")
    done = run(pages, "-o", tmp_path / "file" / "site")
    assert done.exit_code == 1
    assert str(tmp_path / "file") in done.stderr
