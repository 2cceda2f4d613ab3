"""The training step written by hand in C (``by_hand.c``), compiled for given sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp-simd", "-shared", "-fPIC", "-std=gnu11")
SOURCE = Path(__file__).with_name("by_hand.c")


def compiler() -> str | None:
    """The C compiler, if there is one and its code can be loaded."""
    if not find_spec("cffi"):
        return None
    return os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")


def blas(dtype: str) -> tuple[Any, str]:
    """The product of matrices of NumPy's own OpenBLAS, where it is found, and what it is called."""
    import cffi

    name = f"scipy_cblas_{'s' if dtype == 'float32' else 'd'}gemm64_"
    interface = cffi.FFI()
    interface.cdef(f"void {name}();")
    near = Path(np.__file__).parent
    for folder in (near.with_name("numpy.libs"), near / ".dylibs"):
        for file in sorted(folder.glob("*openblas*")):
            library = interface.dlopen(str(file))
            return interface.addressof(library, name), f"OpenBLAS of NumPy ({file.name})"
    return None, "its own loops"


def library() -> str:
    """Whose product of matrices the C code calls for large matrices."""
    return blas("float64")[1] if compiler() else "no compiler"


def in_c(
    p: dict[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    rate: float,
    squared: bool,
    steps: int = 1,
) -> Any:
    """A call that does ``steps`` steps on the parameters in place."""
    import cffi

    found = compiler()
    assert found is not None
    weights = [p[f"W{layer}"] for layer in range(1, len(p) // 2 + 1)]
    sizes = [weights[0].shape[0], *(w.shape[1] for w in weights)]
    dtype = X.dtype.name
    macros = {"BATCH": len(X), "DEPTH": len(weights), "SQUARED": int(squared)}
    macros |= {"SINGLE": int(dtype == "float32")}
    macros |= {f"N{place}": size for place, size in enumerate(sizes)}
    interface = cffi.FFI()
    kind = "float" if dtype == "float32" else "double"
    interface.cdef(
        f"void use_blas(void *gemm);"
        f"double steps({kind} **p, const {kind} *x, const {kind} *y, double rate, long n);"
    )
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "by_hand.so")
        defined = [f"-D{name}={value}" for name, value in macros.items()]
        command = [found, *FLAGS, *defined, str(SOURCE), "-o", str(library), "-lmvec", "-lm"]
        subprocess.run(command, check=True)
        code = interface.dlopen(str(library))
    gemm, _ = blas(dtype)
    if gemm is not None:
        code.use_blas(interface.cast("void *", gemm))

    def pointer(array: np.ndarray) -> Any:
        return interface.from_buffer(f"{kind}[]", memoryview(array).cast("B"))

    arrays = [
        pointer(p[f"{letter}{layer}"]) for layer in range(1, len(weights) + 1) for letter in "Wb"
    ]
    given = interface.new(f"{kind} *[]", arrays)
    x, y = pointer(X), pointer(Y)

    def step(_alive: object = arrays) -> float:  # ``given`` holds their addresses alone
        return float(code.steps(given, x, y, rate, steps))

    return step
