"""Unknown functions: equal by name, differentiable again and again, symmetric second partials."""

from __future__ import annotations

import sympy as sp

import symnn as sn
from symnn.language.index import Index
from symnn.language.operation import known_operations, operation_of
from tests.scalars import expand, positions, scalar_symbol

N, M = sn.dims("n m")
SIZES = {N: 2, M: 3}
Y, Z, T = sn.vector("y", N), sn.matrix("Z", N, M), sn.scalar("t")


def derived(node, position):
    """∂node/∂(operand at ``position``), and the indices of the entry."""
    k = tuple(index.fresh() for index in node.operands[position][1])
    rule = operation_of(node).jacobians[position]
    return rule(node.at, node, node.outputs, k), k


def test_elementwise_function_and_its_slopes():
    s = sn.function("s")
    assert s is sn.function("s")
    assert s is not sn.function("s", latex=r"\varsigma")
    node = s(T).expr
    found = []
    for _ in range(5):
        operation = operation_of(node)
        found.append(operation.latex)
        node = operation.slope(0, node.args, node)
    assert found == ["s", "s'", "s''", "s'''", "s^{(4)}"]
    assert str(node) == "s'''''(t)"


def test_a_known_function_in_place_of_the_unknown_one():
    node = sn.function("s")(T**2).expr
    slope = operation_of(node).slope(0, node.args, node)
    t = scalar_symbol(T.symbol)
    assert expand(node, opaque={"s": sp.sin}) == sp.sin(t**2)
    assert expand(slope, opaque={"s": sp.sin}) == sp.cos(t**2)


def test_scalar_functions_with_equal_names_are_equal():
    ell = sn.function("ell", scalar=True)
    assert ell == sn.function("ell", scalar=True)
    assert ell(Y, Z).shape == ()
    assert ell(Y, Z).text == "ell(y, Z)"
    assert type(ell(Y, Z).expr) is type(sn.function("ell", scalar=True)(Y, Z).expr)
    assert type(ell(Y).expr) is not type(ell(Y, Z).expr)


def concrete(*entries):
    """Any smooth function of all entries will do."""
    return sp.sin(sum(c * x for c, x in enumerate(entries, 2))) + (entries[0] * entries[-1]) ** 2


def test_partials_of_a_scalar_function():
    opaque = {"ell": concrete}
    node = sn.function("ell", scalar=True, latex=r"\ell")(Y, Z).expr
    value = expand(node, SIZES, opaque=opaque)
    by_y, k = derived(node, 0)
    by_z, ij = derived(node, 1)
    by_zy, k2 = derived(by_z, 0)
    by_yz, ij2 = derived(by_y, 1)
    assert operation_of(by_z).latex == r"\partial_{2}\ell"
    assert operation_of(by_zy) is operation_of(by_yz)  # second partials commute
    assert operation_of(by_zy).latex == r"\partial_{1}\partial_{2}\ell"
    for at in positions((*k, *ij), SIZES):
        y, z = (scalar_symbol(s.symbol, *(at[a] for a in b)) for s, b in ((Y, k), (Z, ij)))
        assert expand(by_y, SIZES, at, opaque) == value.diff(y)
        assert expand(by_z, SIZES, at, opaque) == value.diff(z)
        mixed = sp.expand(value.diff(y, z))
        for second, bound in ((by_zy, (*k2, *ij)), (by_yz, (*k, *ij2))):
            here = dict(zip(bound, at.values(), strict=True))
            assert sp.expand(expand(second, SIZES, here, opaque)) == mixed


def test_twice_by_the_same_operand():
    opaque = {"ell": concrete}
    node = sn.function("ell", scalar=True)(Y, Z).expr
    first, ab = derived(node, 1)
    second, cd = derived(first, 1)
    at = dict(zip((*ab, *cd), (1, 3, 2, 1), strict=True))
    left, right = (scalar_symbol(Z.symbol, *index) for index in ((1, 3), (2, 1)))
    expected = expand(node, SIZES, opaque=opaque).diff(left, right)
    assert sp.expand(expand(second, SIZES, at, opaque) - expected) == 0


def test_without_a_known_function_the_partial_is_sympys():
    node = sn.function("ell", scalar=True)(Y, T).expr
    by_y, (k,) = derived(node, 0)
    assert isinstance(k, Index)
    y = [scalar_symbol(Y.symbol, i) for i in (1, 2)]
    expected = sp.Function("ell")(*y, scalar_symbol(T.symbol)).diff(y[1])
    assert expand(by_y, SIZES, {k: 2}) == expected


def test_an_unknown_function_takes_no_place_of_a_known_one():
    before = known_operations()
    sn.function("exp")(Y)
    sn.function("softmax", scalar=True)(Y)
    assert known_operations() == before
