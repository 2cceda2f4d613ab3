"""For people's own test suites: assertions about hand-written gradients."""

from __future__ import annotations

from typing import Any

from symnn.check.api import check
from symnn.check.verdict import Verdict
from symnn.language.errors import SymnnError
from symnn.language.system import System


class GradientAssertionError(SymnnError, AssertionError):
    """A gradient that was not accepted; the message is the verdict."""


def assert_gradient(model: System, of: Any, wrt: Any, claim: Any, **options: Any) -> Verdict:
    """Assert that ∂of/∂wrt is ``claim``; arguments as for :func:`symnn.check`.

    Returns the verdict. Raises GradientAssertionError, with the verdict and its counterexample,
    unless the claim is proved or agrees.

    >>> import symnn as sn
    >>> from symnn.testing import assert_gradient
    >>> model = sn.Model(); x = sn.scalar("x"); L = model.define("L", sn.exp(x) * x)
    >>> assert_gradient(model, "L", "x", sn.exp(x) * (1 + x)).kind
    'proved'
    """
    __tracebackhide__ = True  # pytest shows the line that asserts, and the verdict
    verdict = check(model, of, wrt, claim, **options)
    if not verdict.ok:
        raise GradientAssertionError(f"the gradient of {of} by {wrt} is {verdict}")
    return verdict
