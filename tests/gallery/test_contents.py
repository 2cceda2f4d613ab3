"""What a gallery consists of, and in which order."""

from pathlib import Path

import pytest

from symnn.gallery.contents import GalleryError, contents
from tests.gallery.small import gallery


def names(folder: Path) -> list[tuple[str, list[str]]]:
    return [(s.title, [source.page for source in s.sources]) for s in contents(folder).subjects]


def test_what_is_listed_comes_first_and_the_rest_in_alphabetical_order(tmp_path: Path) -> None:
    folder = gallery(
        tmp_path,
        b__z_dot_py="", b__y_dot_py="", b__x_dot_py="", a_b__q_dot_md="", top_dot_tex="",
        contents_dot_toml='[[subject]]\ntitle = "B"\nfolder = "b"\npages = ["z"]\n',
    )  # fmt: skip
    assert names(folder) == [
        ("B", ["b/z.html", "b/x.html", "b/y.html"]),
        ("A b", ["a_b/q.html"]),
        ("Other pages", ["top.html"]),
    ]


def test_what_is_no_page_is_left_out(tmp_path: Path) -> None:
    folder = gallery(
        tmp_path, a_dot_py="", a_dot_tex="", b_dot_tex="", b_dot_md="", README_dot_md="",
        contents_dot_txt="",
    )  # fmt: skip
    for name in ("_helper.py", ".hidden.py", "__pycache__/c.py", "site/d.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    found = contents(folder, without=tmp_path / "site")
    assert [source.page for source in found.sources] == ["a.html", "b.html", "b.tex.html"]


def test_the_title_is_the_name_of_the_folder_where_nothing_else_is_said(tmp_path: Path) -> None:
    assert contents(gallery(tmp_path / "my_pages", a_dot_py="")).title == "My pages"
    found = contents(gallery(tmp_path / "b", a_dot_py="", contents_dot_toml='title = "T"'))
    assert (found.title, found.description) == ("T", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "Invalid value"),
        ("title = 1", "title is text in quotes; write\n\ntitle = "),
        ('pages = ["a"]', "'pages' is not known here; write"),
        ("subject = [1]", "a subject is a table"),
        ('[[subject]]\nfolder = "a"', "a subject has no title"),
        ('[[subject]]\ntitle = "A"\npages = "a"', "pages is a list"),
        ('[[subject]]\ntitle = "A"\npages = [1]', "pages are names in quotes"),
    ],
)
def test_a_list_that_is_not_understood_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GalleryError) as refused:
        contents(gallery(tmp_path, a_dot_py="", contents_dot_toml=text))
    assert str(refused.value).startswith(str(tmp_path / "contents.toml"))
    assert words in str(refused.value)
