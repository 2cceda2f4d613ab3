"""What a fuzzer gives its inputs to: each either ends well, or refuses in words.

``TARGETS`` maps names to functions of bytes. Anything but an error of symnn is a defect, and so is
a message that would command a terminal, or that says nothing.
"""

from __future__ import annotations

import io
import tempfile
import warnings
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from symnn.commands.limits import Limits
from symnn.commands.model_file import InputError
from symnn.derivatives import target_of
from symnn.language.errors import SymnnError
from symnn.notation.reader.document import read_document
from symnn.reading import document_at, model_of
from symnn.training.archives import archive
from symnn.training.checkpoint import META, load_progress
from symnn.training.sources import read_data
from symnn.training.storage import load_params

INPUTS = ("x", "y", "W")
SECONDS = 120
"""For one input, on a busy machine; 0 for no limit."""


def read(data: bytes) -> str:
    """A document; what is understood of it is written as text again."""
    document = read_document(data.decode("utf-8", "replace"), "fuzz.tex")
    for statement in document.statements:
        if statement.trouble is not None:
            assert str(statement.trouble).strip()
    return "read"


def derive(data: bytes) -> str:
    """A document taken for a model: its gradients, in two notations."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fuzz.tex")
        path.write_bytes(data)
        model = model_of(document_at(path))
    derivation = model.gradient(target_of(model).name)
    for notation in ("matrix", "index"):
        assert derivation.text(notation).strip()
        assert derivation.latex(notation).strip()
    return "derived"


def _file(suffix: str, data: bytes) -> Path:
    folder = Path(tempfile.mkdtemp())
    path = folder / f"fuzz{suffix}"
    path.write_bytes(data)
    return path


def _arrays(found: dict[str, np.ndarray]) -> None:
    for name, array in found.items():
        assert isinstance(name, str)
        assert isinstance(array, np.ndarray)
        assert array.dtype.kind != "O"


def npz(data: bytes) -> str:
    """Parameters in a NumPy archive."""
    return _loaded(".npz", data)


def npy(data: bytes) -> str:
    """One array of an archive, whose checksum is right."""
    whole = io.BytesIO()
    with ZipFile(whole, "w") as made:
        made.writestr("W.npy", data)
    return _loaded(".npz", whole.getvalue())


def checkpoint(data: bytes) -> str:
    """What a checkpoint says beside its arrays."""
    first = {"W": np.eye(2)}
    arrays = {"param/W": np.eye(2), META: np.array(data.decode("utf-8", "replace"))}
    path = _file(".npz", archive(arrays))
    try:
        progress = load_progress(path, {"seed": "0"}, first, ())
    finally:
        path.unlink()
        path.parent.rmdir()
    assert progress.epoch == len(progress.history)
    return "loaded"


def safetensors(data: bytes) -> str:
    """Parameters in a safetensors file."""
    return _loaded(".safetensors", data)


def _loaded(suffix: str, data: bytes) -> str:
    path = _file(suffix, data)
    try:
        _arrays(load_params(path))
    finally:
        path.unlink()
        path.parent.rmdir()
    return "loaded"


def csv(data: bytes) -> str:
    """Data in a table."""
    return _data(".csv", data)


def data(data: bytes) -> str:
    """Data in a NumPy archive."""
    return _data(".npz", data)


def _data(suffix: str, data: bytes) -> str:
    path = _file(suffix, data)
    try:
        _arrays(read_data(path, INPUTS))
    finally:
        path.unlink()
        path.parent.rmdir()
    return "loaded"


TARGETS = {
    "read": read,
    "derive": derive,
    "npz": npz,
    "npy": npy,
    "checkpoint": checkpoint,
    "safetensors": safetensors,
    "csv": csv,
    "data": data,
}


def outcome(name: str, given: bytes, seconds: float = SECONDS) -> str:
    """What became of an input: a word, or the message with which it was refused."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="symnn")
        try:
            with Limits(Path("fuzz"), seconds, 0):
                return TARGETS[name](given)
        except (SymnnError, InputError) as error:
            words = str(error).strip()
    assert words
    assert "not done within" not in words, words
    assert "memory" not in words, words
    return words
