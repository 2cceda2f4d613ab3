"""Who is right: verdicts on claims about derivatives.

The package bears the name of its entry, and is called as it: ``sn.check(model, "L", "W", claim)``
is :func:`symnn.check.api.check`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Entry(ModuleType):
    """A package that is called as its main function."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        from symnn.check.api import check

        return check(*args, **options)


sys.modules[__name__].__class__ = _Entry
