"""A folder becomes a site: everything at first, then what changed, whatever fails."""

import os
import time
from pathlib import Path

import pytest

from symnn.gallery.build import build
from symnn.gallery.contents import GalleryError
from symnn.gallery.page import Made
from symnn.gallery.store import STORE, Store
from tests.gallery.small import CHAIN, LIMIT, built, files, gallery, small, statuses

LIMIT_PAGE, CHAIN_PAGE = "calculus/limit.html", "calculus/chain_rule.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    report = built(small(root / "pages"), root / "site")
    assert statuses(report) == {LIMIT_PAGE: "built", CHAIN_PAGE: "built"}
    assert report.notes == []
    return root / "site"


def old(*paths: Path) -> None:
    """Files that were written a while ago: nobody changes them while they are read."""
    for path in paths:
        os.utime(path, (time.time() - 60,) * 2)


def text(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


# ---- what a page leads to -----------------------------------------------------------------------


def test_pages_stand_where_their_files_stood_with_these_and_their_latex(site: Path) -> None:
    assert set(files(site)) == {
        STORE, "index.html", LIMIT_PAGE, CHAIN_PAGE, "calculus/limit.py", "calculus/chain_rule.py",
        "latex/calculus/limit.tex", "latex/calculus/chain_rule.tex",
    }  # fmt: skip
    assert r"\section{Two levels}" in text(site, "latex/calculus/chain_rule.tex")


def test_a_page_says_where_it_stands_and_what_is_beside_it(site: Path) -> None:
    page = text(site, CHAIN_PAGE)
    assert '<a class="home" href="../index.html">A small site</a>' in page
    assert '<a href="../index.html#pages-1">The calculus</a>' in page
    assert '<a class="prev" rel="prev" href="limit.html">' in page
    assert 'rel="next"' not in page
    assert '<dt>Builds on</dt><dd><a href="limit.html">The limit</a></dd>' in page
    assert '<a href="chain_rule.py">chain_rule.py</a>' in page
    assert '<a href="../latex/calculus/chain_rule.tex">LaTeX</a>' in page
    assert '<li><a href="#two-levels">Two levels</a></li>' in page
    assert 'id="two-levels"' in page


def test_who_is_used_says_by_whom_with_the_formulas_in_its_title(site: Path) -> None:
    page = text(site, LIMIT_PAGE)
    assert '<dt>Used by</dt><dd><a href="chain_rule.html">The chain rule in <svg' in page
    assert 'aria-label="x^2"' in page


def test_letters_of_the_frame_and_of_the_page_have_ids_of_their_own(site: Path) -> None:
    page = text(site, CHAIN_PAGE)
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_pages_load_nothing_and_run_nothing(site: Path) -> None:
    for page in (LIMIT_PAGE, CHAIN_PAGE):
        assert "default-src &#x27;none&#x27;" in text(site, page)
        assert "<script" not in text(site, page)
    assert "script-src &#x27;sha256-" in text(site, "index.html")


def test_the_index_has_subjects_in_order_and_words_to_search(site: Path) -> None:
    page = text(site, "index.html")
    assert "<h1>A small site</h1>" in page
    assert "<h2>The calculus</h2><p>Slopes.</p>" in page
    assert page.index("The limit</a>") < page.index("The chain rule in ")
    assert "Where &lt;slopes&gt; come from &amp; go." in page
    assert '["calculus/limit.html","The limit","The calculus",""' in page
    assert "Two levels\\nSoftmax" in page
    assert "\\u003c" not in page.split('id="words"')[0]


# ---- the second time ----------------------------------------------------------------------------


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    pages = small(tmp_path / "pages")
    (pages / "calculus" / "data.txt").write_text("1")
    limit, chain = pages / "calculus" / "limit.py", pages / "calculus" / "chain_rule.py"
    limit.write_text(
        LIMIT + "\nfrom pathlib import Path\nfrom other import words\n"
        "page.write(words + Path(__file__).with_name('data.txt').read_text())\n"
    )
    helper = pages / "calculus" / "other" / "__init__.py"
    helper.parent.mkdir()
    helper.write_text("words = 'No. '")
    old(limit, chain, helper, pages / "calculus" / "data.txt")
    site = tmp_path / "site"
    assert set(statuses(built(pages, site)).values()) == {"built"}
    first = files(site)
    assert set(statuses(built(pages, site)).values()) == {"unchanged"}
    assert files(site) == first
    for changed, content in ((pages / "calculus" / "data.txt", "2"), (helper, "words = 'Yes. '")):
        changed.write_text(content)
        old(changed)
        found = statuses(built(pages, site))
        assert found == {LIMIT_PAGE: "built", CHAIN_PAGE: "unchanged"}
    assert "Yes. 2" in text(site, LIMIT_PAGE)
    (site / CHAIN_PAGE).write_text("spoilt")
    (site / "index.html").unlink()
    assert statuses(built(pages, site)) == {LIMIT_PAGE: "unchanged", CHAIN_PAGE: "built"}
    assert "index.html" in files(site)


def test_a_new_title_reaches_pages_that_are_not_made_again_and_what_is_gone_goes(
    tmp_path: Path,
) -> None:
    pages, site = small(tmp_path / "pages"), tmp_path / "site"
    limit, chain = pages / "calculus" / "limit.py", pages / "calculus" / "chain_rule.py"
    old(limit, chain)
    built(pages, site)
    limit.write_text(LIMIT.replace("The limit", "Slopes"))
    assert statuses(built(pages, site))[CHAIN_PAGE] == "unchanged"
    assert "Slopes</a>" in text(site, CHAIN_PAGE)
    chain.unlink()
    report = built(pages, site)
    assert "chain_rule is listed, but there is none" in report.notes[0]
    assert not [name for name in files(site) if "chain" in name]
    assert "Used by" not in text(site, LIMIT_PAGE)


def test_a_break_loses_nothing_and_what_follows_completes_the_site(tmp_path: Path) -> None:
    pages, whole, broken = small(tmp_path / "pages"), tmp_path / "whole", tmp_path / "broken"
    old(pages / "calculus" / "limit.py", pages / "calculus" / "chain_rule.py")
    built(pages, whole)

    def stop(done: int, of: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(pages, broken, jobs=1, progress=stop)
    assert statuses(build(pages, broken)) == {LIMIT_PAGE: "unchanged", CHAIN_PAGE: "built"}
    assert files(broken) == files(whole)


# ---- what goes wrong ----------------------------------------------------------------------------

CLAIM = """
x = sn.scalar("x")
model = sn.Model()
model.define("f", x**2)
page = sn.Page("T")
page.claim(model, "f", "x", "3x")
"""
PATH = """
x, w = sn.scalar("x"), sn.scalar("w")
model = sn.Model()
model.define("L", x**2)
model.define("k", w * x)
page = sn.Page("T")
page.derive(model.gradient("L", "w"))
"""
KINK = """
x = sn.scalar("x")
model = sn.Model()
model.define("f", sn.relu(x))
page = sn.Page("T")
page.derive(model.gradient("f", "x"), values={"x": 0.0})
"""
WRONG = {
    "raises": ("page = sn.Page('T')\n1 / 0\n", 3, "ZeroDivisionError: division by zero"),
    "syntax": ("page = = 1\n", 2, "SyntaxError: invalid syntax"),
    "claim": (CLAIM, 7, "3 x: refuted at"),
    "path": (PATH, 8, "L does not depend on w"),
    "kink": (KINK, 7, "kink"),
    "nothing": ("pages = 1\n", None, "the file defines no page; write `page = sn.Page(__doc__)`"),
    "ends": ("import os\nos._exit(3)\n", None, "its process ended with status 3"),
    "exits": ("raise SystemExit('no')\n", 2, "SystemExit: no"),
    "lasts": ("while True: pass\n", None, "it took more than"),
}


@pytest.mark.slow
def test_what_is_wrong_is_said_with_its_line_and_the_rest_is_built(tmp_path: Path) -> None:
    pages = gallery(tmp_path / "pages", good_dot_py=LIMIT)
    for name, (program, _, _) in WRONG.items():
        (pages / f"{name}.py").write_text(f"import symnn as sn\n{program}")
    (pages / "paper.tex").write_text("Let $x \\in \\mathbb{R}$.")
    report = built(pages, tmp_path / "site", timeout=5)
    found = {Path(page.file).stem: page for page in report.pages}
    assert found["good"].status == "built"
    assert report.count("failed") == len(WRONG) + 1
    for name, (_, line, words) in WRONG.items():
        (problem,) = found[name].problems
        assert words in problem.words, name
        assert problem.line == line, name
        page = text(tmp_path / "site", f"{name}.html")
        shown = "judged fails" if name in ("claim", "kink") else "This page could not be made."
        assert shown in page, name
    assert "defines anything" in found["paper"].problems[0].words
    again = built(pages, tmp_path / "site", timeout=5)
    assert again.count("failed") == len(WRONG) + 1
    assert again.count("unchanged") + again.count("built") == 1


def test_links_to_nothing_are_noted(tmp_path: Path) -> None:
    program = LIMIT.replace("page = sn.Page(__doc__)", "page = sn.Page(__doc__, uses=['b/c'])")
    program += "page.write('See [there](no.html), [here](#nothing), [us](a.html#no).')\n"
    report = built(gallery(tmp_path / "pages", a_dot_py=program), tmp_path / "site")
    assert report.count("failed") == 0
    assert [note.rpartition(": ")[2] for note in report.notes] == [
        "there is nothing at #nothing",
        "there is nothing at a.html#no",
        "there is nothing at no.html",
        "it uses 'b/c', and there is no such page",
    ]


def test_folders_that_are_no_gallery_and_no_site_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match=r"no such folder; write `symnn gallery FOLDER`"):
        build(tmp_path / "no", tmp_path / "site")
    (tmp_path / "empty").mkdir()
    with pytest.raises(GalleryError, match=r"no pages in it; a page is a Python file with"):
        build(tmp_path / "empty", tmp_path / "site")
    pages = gallery(tmp_path / "pages", a_dot_py=LIMIT)
    gallery(tmp_path / "precious", letter_dot_txt="")
    with pytest.raises(GalleryError, match=r"no such folder for --docs"):
        build(pages, tmp_path / "site", tmp_path / "no")
    with pytest.raises(GalleryError, match=r"the pages themselves are there; name another folder"):
        build(pages, tmp_path)
    with pytest.raises(GalleryError, match=r"holds files that are not of a site"):
        build(pages, tmp_path / "precious")
    with pytest.raises(GalleryError, match=r"a site is a folder; this is a file"):
        build(pages, pages / "a.py")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"form": 0}', '{"form": 1}', "\xff"])
def test_a_damaged_record_costs_time_and_nothing_else(tmp_path: Path, damage: str) -> None:
    pages, site = gallery(tmp_path / "pages", a_dot_py=LIMIT), tmp_path / "site"
    old(pages / "a.py")
    site.mkdir()
    (site / STORE).write_text(damage, encoding="latin-1")
    assert statuses(built(pages, site)) == {"a.html": "built"}
    assert statuses(built(pages, site)) == {"a.html": "unchanged"}


def test_a_record_cannot_reach_out_of_the_site(tmp_path: Path) -> None:
    pages, site = gallery(tmp_path / "pages", a_dot_py=LIMIT), tmp_path / "site"
    precious = tmp_path / "precious"
    precious.write_text("")
    site.mkdir()
    Store(site, {}, ["../precious", str(precious)]).save()
    assert Store.of(site).files
    built(pages, site)
    assert precious.exists()


def test_everything_that_a_page_says_of_itself_is_recorded() -> None:
    assert set(Made("", []).record()) == {
        "title", "about", "sections", "words", "links", "ids", "uses", "reads", "copies", "style",
    }  # fmt: skip


def test_pages_do_not_see_each_other(tmp_path: Path) -> None:
    program = (
        LIMIT + "import sys\npage.write(str(getattr(sys, 'mark', 'none')))\nsys.mark = 'seen'\n"
    )
    report = built(gallery(tmp_path / "pages", a_dot_py=program, b_dot_py=program), tmp_path / "s")
    assert report.count("built") == 2
    assert all("none" in text(tmp_path / "s", page) for page in ("a.html", "b.html"))


def test_the_same_pages_make_the_same_bytes_whatever_the_number_of_processes(
    tmp_path: Path,
) -> None:
    pages = gallery(tmp_path / "pages", a_dot_py=CHAIN, b_dot_py=LIMIT)
    build(pages, tmp_path / "one", jobs=1)
    build(pages, tmp_path / "two", jobs=3)
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert {**one, STORE: b""} == {**two, STORE: b""}
