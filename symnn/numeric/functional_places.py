"""Windows, folds and masks in the words of JAX and PyTorch: gathers and sums back by index.

``forms``, ``sizes`` and places are as in :mod:`symnn.numeric.windows`. Axes that are read as they
are stay slices; the others are indexed by arrays of places, of which JAX and PyTorch make one
gather, or one scatter that adds.
"""

from __future__ import annotations

from symnn.numeric.dialects import Dialect
from symnn.numeric.place_text import numpy_helpers

COMMON = {
    "split_axes": '''def split_axes(shape, forms, sizes):
    """The axes that are read as they are, the others, and the axes of positions of these."""
    used = [j for _, steps in forms for j, _ in steps]
    plain = []
    for axis, (constant, steps) in enumerate(forms):
        whole = constant == 0 and len(steps) == 1 and steps[0][1] == 1
        if whole and used.count(steps[0][0]) == 1 and sizes[steps[0][0]] == shape[axis]:
            plain.append(axis)
    rest = [axis for axis in range(len(shape)) if axis not in plain]
    letters = [j for j in range(len(sizes)) if j not in [forms[a][1][0][0] for a in plain]]
    return plain, rest, letters
''',
    "places_of": '''def places_of(form, start, letters, sizes, like):
    """The places of one axis as an array over the axes of positions ``letters``."""
    place = {full}
    for j, step in form[1]:
        along = [-1 if k == j else 1 for k in letters]
        place = place + step * {arange}.reshape(along)
    return place
''',
    "windows": '''def windows(x, forms, sizes):
    """``x`` at places, as an array over positions; 0 beside x."""
    padded, inside, start = padding(x.shape, forms, sizes)
    plain, rest, letters = split_axes(x.shape, forms, sizes)
    if padded != tuple(x.shape):
        x = {padded}
    places = [places_of(forms[a], start[a], letters, sizes, x) for a in rest]
    x = x.{permute}(plain + rest)
    if rest:
        x = x[(slice(None),) * len(plain) + tuple(places)]
    order = [forms[a][1][0][0] for a in plain] + letters
    return x.{permute}([order.index(j) for j in range(len(sizes))])
''',
    "folds": '''def folds(t, forms, shape):
    """The entries of ``t`` added at their places in an array of ``shape``."""
    sizes = t.shape
    padded, inside, start = padding(shape, forms, sizes)
    plain, rest, letters = split_axes(shape, forms, sizes)
    t = t.{permute}(letters + [forms[a][1][0][0] for a in plain])
    if rest:
        places = [places_of(forms[a], start[a], letters, sizes, t) for a in rest]
        made = [padded[a] for a in rest + plain]
        t = {added}
    order = rest + plain
    return t.{permute}([order.index(a) for a in range(len(shape))])[inside]
''',
    "scatter": '''def scatter(values, places, size):
    """The sum of the rows of ``values`` at each of ``size`` positions."""
    rows = values.reshape([-1] + list(values.shape[places.ndim :]))
    made = [size] + list(rows.shape[1:])
    return {scattered}
''',
    "mask": '''def mask(form, equal, sizes, like):
    """1 where a place is 0 (``equal``), or at least 0, else 0."""
    place = places_of(form, form[0], list(range(len(sizes))), sizes, like)
    return {converted}
''',
}
WORDS = {
    "jax": {
        "full": "jnp.full([1] * len(letters), start)",
        "arange": "jnp.arange(sizes[j])",
        "padded": "jnp.pad(x, [(s.start, p - s.stop) for p, s in zip(padded, inside)])",
        "permute": "transpose",
        "added": "jnp.zeros(made, t.dtype).at[tuple(places)].add(t)",
        "converted": "(place == 0 if equal else place >= 0).astype(like.dtype)",
        "scattered": ("jnp.zeros(made, values.dtype).at[places.reshape(-1)].add(rows)"),
    },
    "torch": {
        "full": "torch.full([1] * len(letters), start, device=like.device)",
        "arange": "torch.arange(sizes[j], device=like.device)",
        "padded": (
            "torch.nn.functional.pad(x, [n for p, s in list(zip(padded, inside))[::-1]\n"
            "                                        for n in (s.start, p - s.stop)])"
        ),
        "permute": "permute",
        "added": (
            "torch.zeros(made, dtype=t.dtype, device=t.device)"
            ".index_put(tuple(places), t, accumulate=True)"
        ),
        "converted": "(place == 0 if equal else place >= 0).to(like.dtype)",
        "scattered": (
            "torch.zeros(made, dtype=values.dtype, device=values.device)"
            ".index_add(0, places.reshape(-1), rows)"
        ),
    },
}
WHOLE = {"jax": "astype(int)", "torch": "long()"}
"""What makes whole numbers of an array of positions."""
NUMBERS = {"jax": "jnp.arange({size})", "torch": "torch.arange({size}, device={like}.device)"}
NEEDS = {
    "windows": ("padding", "split_axes", "places_of", "windows"),
    "folds": ("padding", "split_axes", "places_of", "folds"),
    "mask": ("places_of", "mask"),
    "scatter": ("scatter",),
}


def place_helpers(name: str, dialect: Dialect) -> dict[str, str]:
    """The source of a function for places and of what it calls.

    >>> from symnn.numeric.dialects import JAX
    >>> list(place_helpers("mask", JAX))
    ['places_of', 'mask']
    """
    found: dict[str, str] = {}
    for needed in NEEDS[name]:
        if needed == "padding":
            found[needed] = numpy_helpers("windows")["padding"]
            continue
        source = COMMON[needed]
        for word, text in WORDS[dialect.name].items():
            source = source.replace(f"{{{word}}}", text)
        found[needed] = source
    return found
