"""A file becomes a page: what each kind of file leads to, and what its page says of itself."""

import multiprocessing
from pathlib import Path

import pytest

from symnn.gallery.contents import Kind
from symnn.gallery.digest import digest
from symnn.gallery.page import Made, Task
from symnn.gallery.reference import GROUPS
from symnn.gallery.store import Store
from symnn.gallery.workers import made, made_pages
from tests.gallery.small import CHAIN, LIMIT, gallery

MODEL = """x = sn.scalar("x")
model = sn.Model()
model.define("f", x**2)
"""


def page(folder: Path, name: str, text: str, kind: Kind = "file") -> Made:
    """The page of one file, made here and now."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    stem = Path(name).stem
    return made(Task(kind, stem, f"{stem}.html", folder / name, folder, ((folder, ""),)))


def program(tmp_path: Path, text: str) -> Made:
    return page(tmp_path / "pages", "a.py", f"import symnn as sn\n{text}")


# ---- programs -----------------------------------------------------------------------------------


def test_a_page_says_what_is_on_it(tmp_path: Path) -> None:
    found = page(tmp_path / "pages", "chain.py", CHAIN)
    assert found.problems == []
    assert found.title == ["The chain rule in ", {"latex": "x^2"}]
    assert found.about == ["A function of a function."]
    assert found.sections == [("two-levels", "Two levels"), ("softmax", "Softmax")]
    assert '<nav class="inside" aria-label="On this page">' in found.body
    assert found.uses == ["calculus/limit"]
    assert found.links == ["limit.html"]
    assert {"simple", "levels", "softmax", "proved"} <= set(found.words)
    assert r"\section{Two levels}" in found.latex


def test_a_page_with_one_section_lists_none(tmp_path: Path) -> None:
    found = program(tmp_path, "page = sn.Page('T')\npage.section('One', 'Words.')\n")
    assert found.sections == [("one", "One")]
    assert "On this page" not in found.body


@pytest.mark.parametrize(
    ("rest", "title", "words"),
    [
        ("gradient = model.gradient('f')\n", ["The gradient of ", {"latex": "f"}], "derivation"),
        ("", ["The gradient of ", {"latex": "f"}], "derivation"),
        ("__doc__ = 'Squares.\\n\\nThe *square* of a number.'\n", ["Squares"], "square"),
    ],
)
def test_a_derivation_or_a_model_is_a_page(
    tmp_path: Path, rest: str, title: list[object], words: str
) -> None:
    found = program(tmp_path, MODEL + rest)
    assert found.problems == []
    assert found.title[: len(title)] == title
    assert words in found.words


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pages = 1\n", None, "the file defines no page; write `page = sn.Page(__doc__)`, or a `g"),
        ("1 / 0\n", 2, "ZeroDivisionError: division by zero"),
        (f"{MODEL}page = sn.Page('T')\npage.claim(model, 'f', 'x', '3x')\n", 6, "3 x: refuted at"),
        (
            f"{MODEL}page = sn.Page('T')\npage.claim(model, 'f', 'x', '3q')\n",
            6,
            "3q is not understood: the model has no q; in LaTeX the quantities of the model are x",
        ),
        (
            f"{MODEL}model.define('k', sn.scalar('w'))\n",
            None,
            "several scalars: f, k; say which in a Python file, with `gradient = m",
        ),
        (
            f"{MODEL}page = sn.Page('T')\npage.derive(model.gradient('f', 'q'))\n",
            6,
            "no quantity q",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    (problem,) = program(tmp_path, text).problems
    assert words in problem.words
    assert problem.line == line


def test_a_claim_that_holds_is_no_problem_and_one_from_elsewhere_has_no_line(
    tmp_path: Path,
) -> None:
    gallery(
        tmp_path / "pages",
        claims_dot_py=f"import symnn as sn\n{MODEL}def claim(page, right):\n"
        "    page.claim(model, 'f', 'x', right)\n",
    )
    text = "from claims import claim\npage = sn.Page('T')\nclaim(page, '2x')\nclaim(page, '3x')\n"
    found = program(tmp_path, text)
    (problem,) = found.problems
    assert "3 x: refuted at" in problem.words
    assert problem.line is None
    assert found.reads == ["a.py", "claims.py"]


def test_what_is_read_is_known_and_what_is_written_or_elsewhere_is_not(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text("1")
    gallery(tmp_path / "pages", data__n_dot_txt="1", other_dot_txt="1")
    text = (
        "from pathlib import Path\nhere = Path(__file__).parent\n"
        "(here / 'data' / 'n.txt').read_text()\n(here.parent / 'elsewhere.txt').read_text()\n"
        "(here / 'made.txt').write_text('1')\n(here / 'other.txt').open('a').close()\n"
        "open(0, closefd=False)\npage = sn.Page('T')\nprint('nobody sees this')\n"
    )
    found = program(tmp_path, text)
    assert found.problems == []
    assert found.reads == found.copies == ["a.py", "data/n.txt"]


# ---- documents ----------------------------------------------------------------------------------


def test_a_document_with_claims_is_a_report_and_one_without_is_a_derivation(
    tmp_path: Path,
) -> None:
    model = r"Let $x \in \mathbb{R}$ and $f = x^2$."
    report = page(tmp_path / "pages", "a.tex", rf"{model} So $\frac{{df}}{{dx}} = 2x$.")
    assert report.style == "report"
    assert report.about == ["A paper and what holds in it: 1 ✓ proved."]
    derivation = page(tmp_path / "pages", "b.md", f"{model}\n")
    assert derivation.style == "page"
    assert derivation.title[:2] == ["The gradient of ", {"latex": "f"}]
    (problem,) = page(tmp_path / "pages", "c.tex", "No formulas.").problems
    assert "defines anything" in problem.words
    assert str(tmp_path) not in problem.words


def test_documents_about_symnn_take_the_files_with_them_to_which_they_link(tmp_path: Path) -> None:
    folder = gallery(
        tmp_path / "docs", data__n_dot_csv="1", data__o_dot_csv="1", b_dot_md="", d_dot_html=""
    )
    (tmp_path / "outside.csv").write_text("1")
    text = (
        "# On $x$\n\nSee [n](data/n.csv#top), [b](b.md), [out](../outside.csv), [none](data/p.csv),"
        " [html](d.html) and [web](https://example.org/a.csv).\n"
    )
    found = page(folder, "a.md", text, "document")
    assert found.title == ["On ", {"latex": "x"}]
    assert found.links == ["data/n.csv#top", "b.html", "data/p.csv", "d.html"]
    assert found.copies == ["data/n.csv"]
    assert page(folder, "plain.md", "No title.", "document").title == ["plain"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xff\xfe", "this is not UTF-8: "), (b"![A](gone.svg)", "gone.svg: No such file")],
)
def test_documents_that_cannot_be_shown(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    task = Task("document", "a", "docs/a.html", tmp_path / "a.md", tmp_path)
    (problem,) = made(task).problems
    assert words in problem.words


def test_a_page_of_the_reference(tmp_path: Path) -> None:
    group = "checking"
    assert group in GROUPS
    task = Task("reference", group, f"docs/reference/{group}.html", Path(group), tmp_path)
    found = made(task)
    assert found.problems == []
    assert found.reads == []
    assert {"verdict", "proved"} <= set(found.words)


def test_pages_in_the_making_end_with_the_one_who_wanted_them(tmp_path: Path) -> None:
    gallery(tmp_path, a_dot_py=LIMIT, b_dot_py="while True: pass\n")
    tasks = [Task("file", name, f"{name}.html", tmp_path / f"{name}.py", tmp_path) for name in "ab"]
    pages = made_pages(tasks, jobs=2)
    task, found = next(pages)
    assert (task.name, found.problems) == ("a", [])
    assert multiprocessing.active_children()
    pages.close()
    assert multiprocessing.active_children() == []


def test_what_a_site_no_longer_has_goes_with_the_folders_that_it_leaves_empty(
    tmp_path: Path,
) -> None:
    gallery(tmp_path, a__b__n_dot_csv="1", c__n_dot_csv="1", c__mine_dot_txt="1", d_dot_csv="1")
    store = Store(tmp_path, {}, ["a/b/n.csv", "c/n.csv", "d.csv", "gone/n.csv"])
    store.remove_others(["d.csv"])
    left = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert sorted(left) == ["c", "c/mine.txt", "d.csv"]


# ---- what a page says ---------------------------------------------------------------------------

FORMULA = '<svg class="m" aria-label="{}"><title>{}</title><path/></svg>'


@pytest.mark.parametrize(
    ("html", "about"),
    [
        ("<p>One. Two.</p><p>Three.</p>", ["One."]),
        ("<p>No end</p>", ["No end"]),
        ('<p class="kicker">Above</p><p>A <em>b</em> c.</p>', ["A b c."]),
        (
            f"<p>Of {FORMULA.format('x', 'x')} and {FORMULA.format('y', 'y')}. More.</p>",
            ["Of ", {"latex": "x"}, " and ", {"latex": "y"}, "."],
        ),
        ('<p>A <svg class="plot" aria-label="Plot of f."></svg>figure.</p>', ["A figure."]),
        ("<p>Code <pre>hidden</pre> here.</p>", ["Code  here."]),
        (f"<p>{FORMULA.format('x', 'x')} alone</p>", [{"latex": "x"}, " alone"]),
    ],
)
def test_the_first_sentence_of_a_page(html: str, about: list[object]) -> None:
    assert digest(html).about == about


def test_the_words_of_a_page_are_those_that_people_search_for() -> None:
    latex = r"\operatorname{softmax}(z) + \mathrm{net} + \alpha + \frac{a}{b}"
    found = digest(
        f"<h1>Title</h1><p id='one'>Gauß’ <b>law</b>{FORMULA.format(latex, 'no')}</p>"
        "<style>css</style><pre>code</pre></pre><svg><path/></svg><svg aria-label=''></svg>"
        " <a>nowhere</a> <a href='b.html'>there</a></svg> after"
    )
    assert found.words == [
        "after", "alpha", "gauß", "law", "net", "nowhere", "softmax", "there", "title",
    ]  # fmt: skip
    assert (found.ids, found.links) == (["one"], ["b.html"])
