"""Generated code as a module of its own, which runs where symnn is not installed."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text
from symnn.numeric.compiled import Compiled
from symnn.numeric.functional_backend import FunctionalCompiled
from symnn.numeric.names import Names

FUNCTION = "value_and_gradient"


def standalone(function: Compiled | FunctionalCompiled, of: str) -> str:
    """The source of a module with ``value_and_gradient(*inputs) → value, {name: derivative}``.

    For PyTorch it also has ``Value``, a ``torch.autograd.Function`` whose backward pass is the
    derived one. ``of`` is the name of the value.

    >>> import symnn as sn
    >>> model = sn.Model()
    >>> L = model.define("L", sn.total(sn.vector("w", sn.dim("n")) ** 2))
    >>> print(standalone(model.compile("L", ["w"], backend="torch"), "L").splitlines()[0])
    \"\"\"L and its derivatives by w, as PyTorch code.
    """
    names = Names([*known_operations(), FUNCTION, "bind", "jax"])
    arguments = [names.of(symbol) for symbol in function.inputs]
    lines = [
        f"    {argument}: {shape_text(symbol.shape) if symbol.shape else 'a number'}"
        + (f", called {symbol.name}" if symbol.name != argument else "")
        for argument, symbol in zip(arguments, function.inputs, strict=True)
    ]
    library = "NumPy" if isinstance(function, Compiled) else TITLES[function.dialect.name]
    by = ", ".join(function.derivatives)
    title = f"{of} and its derivatives by {by}" if by else of
    words = f"{title}, as {library} code.\n\nInputs and their shapes:\n" + "\n".join(lines)
    head = f'"""{_quoted(words)}\n"""\n\n'
    if isinstance(function, Compiled):
        return head + function.source + _numpy(function, arguments)
    if function.dialect.name == "torch":
        return head + function.source + _torch(function, arguments)
    return head + function.source


TITLES = {"jax": "JAX", "torch": "PyTorch"}


def _numpy(function: Compiled, arguments: Sequence[str]) -> str:
    """A wrapper that keeps the memory for each set of sizes."""
    sizes = [_size(name, function.inputs, arguments, function) for name in function.sizes]
    given = "".join(f'"{_quoted(name)}", ' for name in function.derivatives)
    taken = ", ".join(["dtype", *sizes])
    arrays = ", ".join(arguments)
    convert = "".join(f"    {a} = np.asarray({a}, dtype)\n" for a in arguments)
    kinds = ", ".join([*arguments, "np.float32"])
    return (
        f"\n\n_bound = {{}}\n\n\n"
        f"def {FUNCTION}({arrays}):\n"
        f"    dtype = np.result_type({kinds})\n"
        f"{convert}"
        f"    sizes = ({taken},)\n"
        f"    if sizes not in _bound:\n"
        f"        _bound[sizes] = bind(*sizes)\n"
        f"    value, *derivatives = _bound[sizes]({arrays})\n"
        f"    return value, dict(zip(({given.rstrip()}), derivatives, strict=True))\n"
    )


def _size(
    name: str, inputs: Sequence[TensorSymbol], arguments: Sequence[str], function: Compiled
) -> str:
    if name in function.fixed:
        return str(function.fixed[name])
    return next(
        f"{argument}.shape[{place}]"
        for symbol, argument in zip(inputs, arguments, strict=True)
        for place, dimension in enumerate(symbol.shape)
        if dimension.is_Symbol and dimension.name == name
    )


def _torch(function: FunctionalCompiled, arguments: Sequence[str]) -> str:
    """The value as a function that PyTorch differentiates by the derived rule."""
    arrays = ", ".join(arguments)
    names = {symbol.name: place for place, symbol in enumerate(function.inputs)}
    slots = ["None"] * len(function.inputs)
    for name in function.derivatives:
        slots[names[name]] = f'upstream * gradients["{_quoted(name)}"]'
    returned = "".join(f"            {slot},\n" for slot in slots)
    return (
        f"\n\nclass Value(torch.autograd.Function):\n"
        f'    """The value; its backward pass is the derived gradient."""\n\n'
        f"    @staticmethod\n"
        f"    def forward(ctx, {arrays}):\n"
        f"        value, ctx.gradients = {FUNCTION}({arrays})\n"
        f"        return value\n\n"
        f"    @staticmethod\n"
        f"    def backward(ctx, upstream):\n"
        f"        gradients = ctx.gradients\n"
        f"        return (\n{returned}        )\n"
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
