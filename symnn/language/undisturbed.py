"""Work that makes many expressions and no garbage, without the collector of cycles in between.

The collector looks through all objects of the program, those of the libraries included, whenever
many new ones have been made: a tenth of a second each time, for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def undisturbed(function: Callable[P, T]) -> Callable[P, T]:
    """``function``, during which Python does not look for cycles; afterwards it does as before.

    >>> import gc
    >>> undisturbed(gc.isenabled)(), gc.isenabled()
    (False, True)
    """

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return alone
