"""Markdown and docstrings as pages."""

import inspect
from pathlib import Path
from types import ModuleType

import pytest

import symnn as sn
from symnn.gallery.markdown import markdown_content, site_link
from symnn.gallery.reference import GROUPS, group_of, public_names, reference_content


def html(text: str, folder: Path | None = None) -> str:
    return markdown_content(text, lambda link: None if link == "out" else link, folder).html


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("$x_1 * y_2 * z$", "x_1 * y_2 * z"),
        ("in $`a|b`$ line", "a|b"),
        (r"$\{a\} \, b$", r"\{a\} \, b"),
        ("$$\na\n= b\n- c\n$$", "a\n= b\n- c"),
        ("text\n$$a$$\ntext", "a"),
    ],
)
def test_formulas_are_typeset_as_they_stand(text: str, latex: str) -> None:
    made = html(text)
    assert f'aria-label="{latex.replace("&", "&amp;")}"' in made
    assert "$" not in made


@pytest.mark.parametrize("text", ["costs $5 and $6", "`$x$`", "```sh\necho $A $B\n```", "a $ b$"])
def test_dollars_that_are_money_or_code_stay(text: str) -> None:
    assert "<svg" not in html(text)
    assert "$" in html(text)


def test_titles_have_anchors_and_those_of_sections_are_listed() -> None:
    made = markdown_content("# The *title* $x$\n\n## One `a`\n\n### Two\n\n## One a\n", str)
    assert made.heading.startswith("The <em>title</em> <svg")
    assert made.sections == [("one-a", "One a"), ("one-a-2", "One a")]
    assert '<h3 id="two">' in made.html


def test_links_out_of_the_site_are_words_and_html_is_text() -> None:
    made = html("[a *b*](out) and [c](d.html) <b>&amp; <!-- no -->\n\n<!-- a\n\nb -->\n\n<i>x</i>")
    assert made.startswith('<p>a <em>b</em> and <a href="d.html">c</a> &lt;b&gt;&amp; </p>')
    assert "<!--" not in made
    assert "<i>" not in made


def test_pictures_come_into_the_page_and_their_tables_are_cards(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg/>")
    made = html("| name | plot | more |\n| - | - | - |\n| x | ![A](a.svg) |  |\n", tmp_path)
    assert '<img class="drawing" alt="A" src="data:image/svg+xml;base64,' in made
    assert '<td data-head="more" class="empty">' in made
    with pytest.raises(FileNotFoundError):
        html("![A](b.svg)", tmp_path)


def test_links_lead_to_the_pages_that_files_become(tmp_path: Path) -> None:
    roots = ((tmp_path / "pages", ""), (tmp_path / "docs", "docs/"))
    (tmp_path / "README.md").write_text("")

    def linked(href: str) -> str | None:
        return site_link(href, tmp_path / "docs" / "a.md", roots, "docs/a.html")

    assert linked("b.md#c") == "b.html#c"
    assert linked("../pages/n/lstm.py") == "../n/lstm.html"
    assert linked("../pages/n/data.csv") == "../n/data.csv"
    assert linked("#here") == "#here"
    assert linked("https://example.org/a.md") == "https://example.org/a.md"
    assert linked("../index.html") == "../index.html"
    assert linked("../README.md") is None
    assert linked("../gone.md") == "../gone.md"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a [$x$](b.html) c", '<a href="b.html"><svg'),  # a formula within a link
        ("$$\na\n\nb", "<p>$$"),  # never closed: it is text
        ("> $$\n> a\n\nb", "$$"),
        ("text\n\n$$a$$ and $b$", "</svg> and <svg"),
        ("```python\n>>> 1 + 1\n2\n```", '<span class="gp">&gt;&gt;&gt; </span>'),
        ("```python\nx = 1\n```", '<span class="n">x</span>'),
        ("```\nx < 1\n```", "<code>x &lt; 1"),
        ("| a |\n| - |\n| b |", '<div class="table prose" tabindex="0"><table>'),
        ("| a |\n| - |\n| b |", "<td>b</td>"),
    ],
)
def test_blocks_of_markdown(text: str, words: str) -> None:
    assert words in html(text)


# ---- the reference ------------------------------------------------------------------------------

ACCIDENTS = {"import_module", "Any", "TYPE_CHECKING", "attach"}
"""Names that the package imports for itself."""


def test_every_public_name_stands_on_one_page_of_the_reference() -> None:
    names = {name for name in dir(sn) if not name.startswith("_")} - ACCIDENTS
    modules = {name for name in names if isinstance(getattr(sn, name), ModuleType)} - {"check"}
    known = {name for name, thing in public_names().items() if group_of(thing)}
    assert names - modules - known == set()
    assert {"check", "fit", "Model", "softmax", "figures.graph"} <= known


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return {group: reference_content(group).html for group in GROUPS}


def test_the_reference_has_signatures_prose_arguments_and_examples(
    reference: dict[str, str],
) -> None:
    assert '<h2 id="softmax"><code>sn.softmax</code></h2>' in reference["operations"]
    assert "softmax(z: Tensor, axis: " in reference["operations"]
    assert "<dt><code>batch_size</code></dt><dd><p>samples a step;" in reference["training"]
    assert '<p class="part">Raises</p><dl><dt><code>UnknownNameError, ' in reference["training"]
    assert '<span class="gp">&gt;&gt;&gt; </span>' in reference["training"]
    assert '<h3 id="model-gradient"><code>Model.gradient</code></h3>' in reference["models"]
    assert "gradient(of: str | Tensor" in reference["models"]


def test_the_reference_is_the_same_every_time_and_has_no_raw_markup(
    reference: dict[str, str],
) -> None:
    for text in reference.values():
        assert " at 0x" not in text
        assert ":func:" not in text
        assert ":class:" not in text
        assert "``" not in text


def test_docstrings_are_prose_arguments_and_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sn.finite_difference,
        "__doc__",
        """First :func:`sn.check` words.

        >>> 1 + 1
        2

        After.

        Args:
            x: a number, as in ``y``.
            y: another one,
                in two lines.

        Raises:
            Nothing that has a name
        """,
    )
    shown = reference_content("numeric").html
    assert "<code>sn.check</code> words." in shown
    assert shown.index("<p>After.</p>") > shown.index("&gt;&gt;&gt; ")
    assert "<dt><code>y</code></dt><dd><p>another one,\nin two lines.</p>" in shown
    assert '<p class="part">Raises</p><p>Nothing that has a name</p>' in shown


def test_every_class_says_what_its_objects_do(reference: dict[str, str]) -> None:
    for name, method in inspect.getmembers(sn.Model, inspect.isfunction):
        if not name.startswith("_") and inspect.getdoc(method):
            assert f"<code>Model.{name}</code>" in reference["models"]
