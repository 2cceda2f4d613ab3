"""The figures of the README are those of the documentation, and have a command beside them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BENCHMARKS = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
OTHERS = ("NumPy", "PyTorch eager", "JAX jit", "C by hand")


def rows(text, head):
    """The cells of a table in Markdown, below its head."""
    below = text.partition(head)[2].lstrip("\n").splitlines()[1:]
    for line in below:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


MEASURED = {
    (case, backend): ratios
    for case, backend, _, *ratios in rows(
        BENCHMARKS, "| case | backend | µs | ÷ " + " | ÷ ".join(OTHERS) + " |"
    )
}
SHOWN = list(
    rows(
        README,
        "| network | ÷ NumPy by hand | ÷ PyTorch eager | ÷ JAX jit | ÷ C by hand |",
    )
)


def same(shown, measured):
    """Whether the first is the second with fewer digits."""
    last = 10.0 ** -len(shown.partition(".")[2])
    return abs(float(shown) - float(measured)) <= last / 2 + 1e-9


@pytest.mark.parametrize("row", SHOWN, ids=[row[0] for row in SHOWN])
def test_speeds_are_those_of_the_benchmarks(row):
    name, *ratios = row
    case = re.search(r"[\d-]+, batch \d+", name)[0]
    backend = "native" if "(native)" in name else "default"
    measured = MEASURED[f"{case}, float64", backend]
    assert all(same(a, b) for a, b in zip(ratios, measured, strict=True) if a)
    assert any(ratios)


def test_the_table_is_found():
    assert len(SHOWN) >= 4
    assert len(MEASURED) >= 10
    assert same("0.07", "0.067")
    assert not same("0.06", "0.067")


def test_every_program_that_the_readme_names_exists():
    named = re.findall(r"python (benchmarks/\w+\.py)", README)
    assert len(set(named)) >= 4
    assert all((ROOT / name).is_file() for name in named)


def test_every_link_of_the_readme_leads_to_a_file():
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert targets
    assert all((ROOT / target).exists() for target in targets)
