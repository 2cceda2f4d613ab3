"""Small galleries for the tests."""

from pathlib import Path

from symnn.gallery.build import Report, build

CHAIN = '''"""The chain rule in $x^2$.

A function of a function. It is *simple*.
"""

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/limit"])
page.section("Two levels", "See [the limit](limit.html).")
x = sn.scalar("x")
model = sn.Model()
u = model.define("u", x + 1)
f = model.define("f", u**2)
page.claim(model, "f", "x", 2 * (x + 1))
page.section("Softmax")
'''
LIMIT = '''"""The limit.

Where <slopes> come from & go.
"""

import symnn as sn

page = sn.Page(__doc__)
'''
CONTENTS = """title = "A small site"
description = "For the tests."

[[subject]]
title = "The calculus"
folder = "calculus"
description = "Slopes."
pages = ["limit", "chain_rule"]
"""


def gallery(folder: Path, **files: str) -> Path:
    """A folder with these files, ``__`` for the slash in a name and ``_dot_`` for its point."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def small(folder: Path) -> Path:
    return gallery(
        folder,
        calculus__chain_rule_dot_py=CHAIN,
        calculus__limit_dot_py=LIMIT,
        contents_dot_toml=CONTENTS,
    )


def statuses(report: Report) -> dict[str, str]:
    return {page.page: page.status for page in report.pages}


def files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def built(folder: Path, site: Path, docs: Path | None = None, **options: float) -> Report:
    return build(folder, site, docs, jobs=2, **options)
