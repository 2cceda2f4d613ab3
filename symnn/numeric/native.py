"""Native code: C, compiled where a compiler is installed, called through cffi."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from symnn.language.errors import MissingPackageError, NativeError, SizeError
from symnn.numeric.blas import gemm
from symnn.numeric.c_source import BLAS, ENTRY, SIGNATURE, CWriter
from symnn.numeric.runners import Binder, Runner, bound_step
from symnn.numeric.step_program import StepProgram

try:
    import cffi
except ImportError as problem:
    raise MissingPackageError("backend='native'", "cffi", "native") from problem

FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-shared", "-fPIC")
VECTOR_MATH = (("-DVECTOR_MATH", "-lmvec"), ())
"""With glibc's vector functions where they are, else without."""


def native_binder(
    program: StepProgram,
    sizes: Mapping[str, int],
    dtype: np.dtype,
    names: Sequence[tuple[str, str]],
    states: int,
) -> Binder:
    """Code for these sizes; ``names`` are pairs (params or batch, name).

    Raises NativeError without a C compiler, NoRuleError for operations without C code.
    """
    source = CWriter(program, sizes, dtype.char).source()
    function, interface = _compiled(source, _blas(dtype.char))
    bind = bound_step(names, states)

    def bound(arrays: Sequence[np.ndarray]) -> Runner:
        for array, (where, name) in zip(arrays, names, strict=False):
            if not array.flags.c_contiguous:
                raise SizeError(
                    f"{name}: native code needs arrays that lie without gaps, row by row; write "
                    f"{where}[{name!r}] = np.ascontiguousarray({where}[{name!r}])"
                )
        views = [interface.from_buffer("char[]", memoryview(a.data).cast("B")) for a in arrays]
        pointers = interface.new("void *[]", [interface.cast("void *", view) for view in views])

        def run(*arguments: Any) -> float:
            return float(function(pointers, arguments[-2], arguments[-1], 1))

        step, _, has = bind(run, *arrays)

        def repeat(n: int, rate: float, count: int, _alive: object = views) -> float:
            # the pointers are addresses alone
            return float(function(pointers, rate, count, n))

        return Runner(step, repeat, step, has)

    return bound


def _blas(letter: str) -> int | None:
    """The address of the product of matrices of NumPy's BLAS; None if it has no such."""
    function = gemm(letter)
    return None if function is None else ctypes.cast(function, ctypes.c_void_p).value


def _compiler() -> list[str]:
    """The command of a C compiler, with its options. Raises NativeError where there is none."""
    chosen = os.environ.get("CC", "").split()
    tried = [chosen] if chosen else [["cc"], ["gcc"]]
    for command in tried:
        if shutil.which(command[0]):
            return command
    raise NativeError(
        f"backend='native' needs a C compiler, and there is no "
        f"{' or '.join(command[0] for command in tried)} here; install one, name one in the "
        f"environment variable CC, or use backend='numpy'"
    )


@cache
def _compiled(source: str, blas: int | None) -> tuple[Callable[..., float], Any]:
    """The C function of a source, compiled and loaded; large products by ``blas``."""
    compiler = _compiler()
    folder = Path(tempfile.mkdtemp(prefix="symnn-"))
    try:
        file, library = folder / "step.c", folder / "step.so"
        file.write_text(source)
        trouble = ""
        for extra in VECTOR_MATH:
            command = [*compiler, *FLAGS, str(file), "-o", str(library), *extra, "-lm"]
            made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the compiler and our own file
            if made.returncode == 0:
                break
            trouble = made.stderr
        else:
            raise NativeError(
                f"{' '.join(compiler)} does not compile the generated code:\n{trouble}"
            )
        interface = cffi.FFI()
        interface.cdef(SIGNATURE + BLAS)
        code = interface.dlopen(str(library))  # the file may go when it is loaded
        if blas is not None:
            code.symnn_blas(interface.cast("void *", blas))
        return getattr(code, ENTRY), interface
    finally:
        shutil.rmtree(folder, ignore_errors=True)
