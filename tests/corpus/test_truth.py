"""The verdicts of the manifest are what JAX says: derivatives at random points, two sets of sizes.

A true claim agrees everywhere, a false one misses at most of the points, and what the manifest
calls right in its place agrees. Nothing of symnn is used here.
"""

import importlib
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.corpus.truth.draw import DOCUMENTS, Draw, Printed

FOLDER = Path(__file__).parent / "documents"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
POINTS = 3
TOLERANCE, MISS = 1e-8, 1e-4

for module in sorted((Path(__file__).parent / "truth").glob("*.py")):
    importlib.import_module(f"tests.corpus.truth.{module.stem}")


def array(value):
    """The array, or None where its shapes do not fit together."""
    if callable(value):
        try:
            value = value()
        except (TypeError, ValueError):
            return None
    return jnp.asarray(value)


def distance(truth, claimed):
    """Relative to the larger of both; infinite where the shapes differ."""
    if isinstance(claimed, Printed):
        return 0.0 if claimed.holds(truth) else abs(float(truth) - float(claimed))
    truth, claimed = array(truth), array(claimed)
    if claimed is None or truth.shape != claimed.shape:
        return np.inf
    size = max(float(jnp.max(jnp.abs(truth))), float(jnp.max(jnp.abs(claimed))), 1e-3)
    return float(jnp.max(jnp.abs(truth - claimed))) / size


def wrong(claim, rows):
    """Where the manifest and JAX differ on a claim, given its rows at all points."""
    if claim["verdict"] == "unclear":
        return "" if rows == [None] * len(rows) else "unclear, but there is a truth"
    if None in rows:
        return "no truth given"
    gaps = np.array([distance(*row[:2]) for row in rows])
    if claim["verdict"] == "true":
        return "" if np.all(gaps <= TOLERANCE) else f"true, but off by {gaps.max():.3g}"
    if not claim["right"] or not claim["why"]:
        return "false without why and right"
    if 2 * np.count_nonzero(gaps > MISS) <= len(rows):
        return "false, but it agrees"
    off = max(distance(row[0], row[2]) for row in rows)
    return "" if off <= TOLERANCE else f"the right side is off by {off:.3g}"


def rows(name, size=0):
    """For each point, one row for each claim."""
    with jax.enable_x64(True):
        return [DOCUMENTS[name](Draw(name, size, point)) for point in range(POINTS)]


SAMPLE = 30
"""Every so many documents are looked at in the quick tests, all of them in the slow ones."""
RUNS = [
    pytest.param(
        entry,
        size,
        marks=[pytest.mark.slow] if size or number % SAMPLE else [],
        id=f"{entry['file']}-{size}",
    )
    for number, entry in enumerate(MANIFEST)
    for size in (0, 1)
]


@pytest.mark.parametrize(("entry", "size"), RUNS)
def test_the_manifest_says_what_jax_says(entry, size):
    found = rows(entry["file"], size)
    claims = entry["claims"]
    assert {len(point) for point in found} == {len(claims)}
    with jax.enable_x64(True):
        told = [
            wrong(c, list(column))
            for c, column in zip(claims, zip(*found, strict=True), strict=True)
        ]
    assert {c["latex"]: t for c, t in zip(claims, told, strict=True) if t} == {}


def test_a_claim_with_the_other_verdict_would_be_seen():
    name = MANIFEST[0]["file"]
    other = {"true": "false", "false": "true"}
    columns = list(zip(*rows(name), strict=True))
    with jax.enable_x64(True):
        for claim, column in zip(MANIFEST[0]["claims"], columns, strict=True):
            turned = {**claim, "verdict": other[claim["verdict"]], "why": "-", "right": "-"}
            assert wrong(turned, list(column))


def test_every_document_has_an_entry_and_a_truth():
    files = {path.name for path in FOLDER.iterdir()} - {"manifest.json"}
    assert files == {entry["file"] for entry in MANIFEST} == set(DOCUMENTS)


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_the_claims_stand_in_the_document_in_their_order(entry):
    text, at = (FOLDER / entry["file"]).read_text(encoding="utf-8"), 0
    for number, claim in enumerate(entry["claims"], 1):
        assert claim["n"] == number
        at = text.index(claim["latex"], at) + 1
