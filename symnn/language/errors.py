"""The errors of symnn: what cannot be said, and what is not known yet.

Every message names the place in the user's own notation, says what was expected, and what to
write instead.
"""


class SymnnError(Exception):
    """Base class of every error that symnn raises on purpose."""


class ShapeError(SymnnError, ValueError):
    """Operands whose shapes do not fit together."""


class NameConflictError(SymnnError, ValueError):
    """A name that is defined twice, or used with two different meanings."""


class UnknownNameError(SymnnError, KeyError):
    """A name that the model does not know."""

    def __str__(self) -> str:
        return str(self.args[0])


class CycleError(SymnnError, ValueError):
    """Definitions that depend on each other in a circle."""


class AmbiguousIndexError(SymnnError, ValueError):
    """An index whose meaning the notation leaves open."""


class NotScalarError(SymnnError, ValueError):
    """A gradient of something that is not a scalar."""


class NoRuleError(SymnnError, NotImplementedError):
    """An operation that has no derivative rule, or no form of the kind asked for."""


class NoMatrixFormError(SymnnError, ValueError):
    """An equation that matrices, vectors and their products cannot write."""


class SizeError(SymnnError, ValueError):
    """Arrays whose sizes or types contradict the model."""


class NativeError(SymnnError, RuntimeError):
    """Native code that cannot be compiled here."""


class MissingPackageError(SymnnError, ImportError):
    """A package that what was asked for needs, and that is not installed."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs {package}, which is not installed: pip install 'symnn[{extra}]'"
        )


class LabelError(SymnnError, ValueError):
    """A running label (a layer, a time) that does not fit where it stands."""
