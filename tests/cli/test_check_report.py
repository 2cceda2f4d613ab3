"""``symnn check``: what it shows on a terminal, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from symnn.check.document import judged_document
from symnn.cli import main
from symnn.commands.check_report import Pages, print_report, print_total
from symnn.commands.model_file import InputError
from symnn.notation.reader.document import read_document

MODEL = r"""Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$ and
\[ L = \tfrac12 \|Xw - y\|^2. \]
"""
RIGHT = r"\[ \frac{\partial L}{\partial w} = X^\top (Xw - y) \]" + "\n"
WRONG = r"\[ \frac{\partial L}{\partial y} = Xw - y \]" + "\n"
STRANGE = r"\[ \frac{\partial L}{\partial y} = \mystery{y} \]" + "\n"
KEYS = {
    "line", "column", "latex", "role", "verdict", "conditions", "evidence", "counterexample",
    "hint", "shape",
}  # fmt: skip


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "right.tex").write_text(MODEL + RIGHT, encoding="utf-8")
    (folder / "wrong.md").write_text(MODEL + RIGHT + WRONG, encoding="utf-8")
    (folder / "strange.tex").write_text(MODEL + STRANGE, encoding="utf-8")
    (folder / "empty.tex").write_text("Nothing here.\n", encoding="utf-8")
    (folder / "latin.tex").write_bytes(b"caf\xe9 $x$")
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [MODEL, WRONG]}]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "notes.ipynb").write_text(notebook, encoding="utf-8")
    (folder / "model.py").write_text("import symnn as sn\nmodel = sn.Model()\n", encoding="utf-8")
    (folder / "backward.py").write_text(f'r"""{MODEL}{WRONG}"""\n', encoding="utf-8")
    return folder


def run(*arguments: object):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("right.tex", 0, ["✓ 1 proved"]),
        (
            "wrong.md",
            1,
            ["✓ 1 proved, ✗ 1 refuted", "hint: the sign is wrong", "left 43/4", "with "],
        ),
        ("strange.tex", 2, ["? 1 unclear", r"3:36: \mystery"]),
        ("empty.tex", 0, ["no claims: a claim is an equation with a derivative"]),
        ("latin.tex", 2, ["latin.tex", "not a text in UTF-8 (byte 4)"]),
        ("notes.ipynb", 2, ["notes.ipynb", "not read: a notebook", "--to markdown"]),
        ("model.py", 0, ["no claims: a program is not run", "sn.check("]),
        ("backward.py", 1, ["✗ 1 refuted"]),
    ],
)
def test_the_status_and_the_words(papers: Path, name: str, status: int, words: list[str]) -> None:
    result = run(papers / name)
    assert result.exit_code == status, result.output
    for part in words:
        assert part in result.output


def test_refuted_before_unclear_and_a_total_of_all_files(papers: Path) -> None:
    result = run(papers)
    assert result.exit_code == 1
    assert "5 files: ✓ 2 proved, ✗ 1 refuted, ? 1 unclear, 1 not read" in result.output
    (papers / "wrong.md").unlink()
    assert run(papers).exit_code == 2


def test_json_keeps_the_contract(papers: Path) -> None:
    result = run(papers / "wrong.md", "--json", "--answers")
    found = json.loads(result.stdout)
    assert found["summary"] == {"proved": 1, "agrees": 0, "refuted": 1, "unclear": 0}
    assert found["file"].endswith("wrong.md")
    for entry in found["equations"]:
        assert set(entry) >= KEYS
        assert entry["role"] in ("declaration", "value", "definition", "claim", "other")
    claims = [entry for entry in found["equations"] if entry["role"] == "claim"]
    assert [entry["verdict"] for entry in claims] == ["proved", "refuted"]
    assert claims[1]["hint"]["answer"] == "y - X w"
    assert claims[0]["shape"] == ["d"]
    several = run(papers, "--json")
    assert len([json.loads(line) for line in several.stdout.splitlines()]) == 5


def test_what_else_is_not_understood_is_told_in_json_and_on_the_terminal(tmp_path: Path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text(MODEL + r"Also \[ q = \mystery{y}. \]" + RIGHT, encoding="utf-8")
    result = run(paper)
    assert result.exit_code == 0
    assert "? not read" in result.output
    found = json.loads(run(paper, "--json").stdout)
    (entry,) = [e for e in found["equations"] if e["latex"].startswith("q")]
    assert (entry["role"] != "claim", entry["verdict"]) == (True, None)
    assert r"\mystery" in entry["evidence"][0]


def test_a_page_for_one_file(papers: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = run(papers / "wrong.md", "-o", page)
    assert result.exit_code == 1
    assert result.output.endswith(f"{page}\n")
    assert "✗ refuted" in page.read_text(encoding="utf-8")


def test_a_folder_of_pages_for_several(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    result = run(papers, "-o", folder, "--json")
    assert "index.html" not in result.output  # only JSON on standard output
    names = {path.name for path in folder.iterdir()}
    documents = {"empty.tex", "latin.tex", "right.tex", "strange.tex", "wrong.md"}
    assert names == {"index.html", *(f"{name}.html" for name in documents)}
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'href="./{name}.html"' in index for name in documents)
    assert "not a text in UTF-8" in (folder / "latin.tex.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_named(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    result = run(papers, "-o", tmp_path / "taken" / "site")
    assert result.exit_code == 2
    assert "site: Not a directory" in result.output


@pytest.mark.parametrize(
    ("output", "several", "words"),
    [
        ("report.pdf", False, "a report is written as .html"),
        ("nowhere/report.html", False, "there is no folder"),
        ("report.html", True, "several files make a folder of pages"),
    ],
)
def test_a_bad_place_is_refused_before_the_work(papers, tmp_path, output, several, words) -> None:
    result = run(papers if several else papers / "right.tex", "-o", tmp_path / output)
    assert result.exit_code == 2
    assert words in result.output
    assert "proved" not in result.output


def test_a_document_that_vanishes_or_changes_meanwhile(tmp_path: Path) -> None:
    document, page = tmp_path / "a.tex", tmp_path / "a.html"
    document.write_text("$f = x^2$", encoding="utf-8")
    found = judged_document(read_document("$f = x^2$", str(document))).to_json()
    document.write_bytes(b"\xff\xfe")
    Pages(page, [str(document)], several=False).add(found)
    assert "was changed while it was checked" in page.read_text(encoding="utf-8")
    document.unlink()
    with pytest.raises(InputError, match=r"a\.tex: No such file"):
        Pages(page, [str(document)], several=False).add(found)


def test_the_layout_that_is_asked_for(tmp_path: Path) -> None:
    paper = tmp_path / "row.tex"
    row = r"\[ \frac{\partial L}{\partial w} = (Xw - y)^\top X \]"
    paper.write_text(MODEL + row, encoding="utf-8")
    assert run(paper, "--layout", "numerator").exit_code == 0
    assert run(paper, "--layout", "denominator").exit_code == 1
    assert run(paper).exit_code == 1
    assert run(paper, "--layout", "diagonal").exit_code == 2


def test_nothing_of_a_document_commands_the_terminal(tmp_path: Path) -> None:
    paper = tmp_path / "evil\x1b[31m.tex"
    paper.write_text(
        MODEL + "\\[ \\frac{\\partial L}{\\partial y} = \x1b[2J y \\]", encoding="utf-8"
    )
    result = run(paper)
    assert "\x1b" not in result.output
    assert "\\x1b" in result.output


def shown(found: dict, width: int, terminal: bool) -> str:
    console = Console(
        width=width, force_terminal=terminal, record=True, highlight=False, quiet=True
    )
    console.quiet = False
    with console.capture() as capture:
        print_report(console, found)
    return capture.get()


def test_long_lines_go_on_under_themselves_where_somebody_looks() -> None:
    entry = {
        **dict.fromkeys(KEYS), "line": 12, "column": 3, "latex": "x = " + "a + " * 40 + "b",
        "role": "claim", "verdict": "unclear", "conditions": [], "evidence": ["not this"],
    }  # fmt: skip
    found = {"file": "a.tex", "equations": [entry], "summary": {"unclear": 1}, "layout": "other"}
    wide = shown(found, 80, terminal=True)
    lines = wide.splitlines()
    assert max(map(len, lines)) < 80 + 20  # with the codes of colours
    assert sum(line.lstrip("\x1b[0123456789m ").startswith(("a +", "+ a")) for line in lines) >= 2
    assert "\x1b[" in wide
    plain = shown(found, 80, terminal=False)
    assert "\x1b[" not in plain
    assert entry["latex"] in plain
    assert "layout: other" in plain


def test_the_total_counts_what_was_not_read() -> None:
    console = Console(width=80, highlight=False)
    with console.capture() as capture:
        print_total(console, [{"summary": {"proved": 2}}, {"summary": {}, "error": "no"}])
    assert capture.get() == "2 files: ✓ 2 proved, 1 not read\n"
