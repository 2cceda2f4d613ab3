"""Files of parameters that are damaged, or traps: refused by name, and nothing of them is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from symnn.training import archives
from symnn.training.archives import archive
from symnn.training.checkpoint import META, load_progress
from symnn.training.sources import read_data
from symnn.training.trouble import DataError
from tests.training.models import equal, line, regression

PARAMS = {"W": np.arange(6.0).reshape(2, 3), "b": np.float32([1.5])}


def written(path, content: bytes):
    path.write_bytes(content)
    return path


def zipped(compression=zipfile.ZIP_STORED, **entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as whole:
        for name, content in entries.items():
            whole.writestr(f"{name}.npy", content)
    return file.getvalue()


def npy(header: str, content: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """An array with any header."""
    text = header.encode("latin-1") + b"\n"
    size = struct.pack("<H" if version[0] == 1 else "<I", len(text))
    return b"\x93NUMPY" + version + size + text + content


def says(descr: str = "'<f8'", shape: str = "(1,)", order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


class Trap:
    """What a pickle can do when it is read."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


# ---- archives -----------------------------------------------------------------------------------


def test_every_part_of_an_archive_is_no_archive(tmp_path):
    whole = archive(PARAMS)
    for length in range(0, len(whole), 7):
        path = written(tmp_path / "p.npz", whole[:length])
        with pytest.raises(DataError, match=r"p\.npz: not an archive of parameters"):
            sn.load_params(path)


def check_flips(path, save, places):
    """No bit of an archive may flip without being seen, unless it changes nothing."""
    save(path, **PARAMS)
    whole = path.read_bytes()
    refused = 0
    for place in places(len(whole)):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            found, words = sn.load_params(path), ""
        except DataError as error:
            found, words = None, str(error)
            refused += 1
        assert words.startswith(str(path)) if found is None else equal(found, PARAMS), place
    assert refused > len(places(len(whole))) / 2


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_bits_that_flip_are_seen_or_change_nothing(tmp_path, save):
    # a bit of each byte, and the whole directory at the end
    check_flips(
        tmp_path / "p.npz",
        save,
        lambda size: [*range(3, 8 * (size - 150), 8 * 3 + 1), *range(8 * (size - 150), 8 * size)],
    )


@pytest.mark.slow
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_every_bit_that_flips_is_seen_or_changes_nothing(tmp_path, save):
    check_flips(tmp_path / "p.npz", save, lambda size: range(8 * size))


BAD = {
    "objects": (npy(says("'|O'"), b"..."), "W has elements of type '|O', not plain numbers"),
    "structures": (npy(says("[('a', '<f8')]"), bytes(8)), "W has elements of type"),
    "words": (npy(says("'<U1'"), bytes(4)), "W is an array of <U1, not of numbers"),
    "dates": (npy(says("'<M8[s]'"), bytes(8)), "W has elements of type '<M8[s]'"),
    "no array": (b"plain text", "W is no array of NumPy"),
    "too short": (npy(says(shape="(2,)"), bytes(8)), "are 16 bytes; there are 8"),
    "too long": (npy(says(), bytes(9)), "are 8 bytes; there are 9"),
    "huge": (npy(says(shape="(1000000, 1000000, 1000000)"), bytes(8)), "there are 8"),
    "huge words": (npy(says("'<U9999999'"), bytes(8)), "there are 8"),
    "words of no letters": (npy(says("'<U0'", f"({2**60},)")), "W has elements of type '<U0'"),
    "negative": (npy(says(shape="(-1,)"), bytes(8)), "W is damaged: the shape (-1,)"),
    "no shape": (npy(says(shape="'a'"), bytes(8)), "W is damaged: the shape a"),
    "fractions": (npy(says(shape="(1.0,)"), bytes(8)), "W is damaged: the shape (1.0,)"),
    "many axes": (npy(says(shape=str((1,) * 40)), bytes(8)), "W is damaged: the shape (1, 1"),
    "no dictionary": (npy("[1, 2]"), "does not say type, order and shape"),
    "code": (npy("__import__('os').mkdir('x')"), "its header cannot be read"),
    "nested": (npy("(" * 4000 + ")" * 4000), "its header"),
    "long header": (npy(says() + " " * 20_000, bytes(8)), "a header of 2"),
    "another version": (npy(says(), bytes(8), b"\7\0"), "W is no array of NumPy"),
    "nothing": (b"", "W is no array of NumPy"),
    "half a header": (b"\x93NUMPY\1\0\xff\xff{", "W is damaged"),
    "a type of the future": (npy(says("'<f7'"), bytes(7)), "W has elements of a type '<f7'"),
}


@pytest.mark.parametrize("case", BAD)
def test_arrays_that_are_damaged_are_named(tmp_path, case):
    content, words = BAD[case]
    path = written(tmp_path / "p.npz", zipped(W=content))
    with pytest.raises(DataError) as caught:
        sn.load_params(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_nothing_is_unpickled(tmp_path):
    trap = tmp_path / "sprung"
    made = {
        "objects.npz": zipped(
            W=npy(says("'|O'", "()"), pickle.dumps(np.array(Trap(str(trap)), dtype=object)))
        ),
        "pickle.npz": pickle.dumps(Trap(str(trap))),
        "inside.npz": zipped(W=pickle.dumps(Trap(str(trap)))),
        "pickle.safetensors": pickle.dumps(Trap(str(trap))),
    }
    for name, content in made.items():
        path = written(tmp_path / name, content)
        for read in (sn.load_params, lambda path: read_data(path, ["W"])):
            with pytest.raises(DataError, match=name):
                read(path)
    assert not trap.exists()
    pickle.loads(made["pickle.npz"])  # it would have
    assert trap.exists()


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000_000)
    content = npy(says(shape="(2000000,)"), bytes(16_000_000))
    path = written(tmp_path / "p.npz", zipped(zipfile.ZIP_DEFLATED, W=content))
    assert path.stat().st_size < 20_000
    tracemalloc.start()
    with pytest.raises(DataError, match=r"\d+ bytes that unpack to 16000\d+; the most is 1000000"):
        sn.load_params(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    # the same array as large as it is: no limit but the disk
    plain = written(tmp_path / "q.npz", zipped(W=content))
    assert sn.load_params(plain)["W"].shape == (2_000_000,)


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path):
    content = npy(says(shape="(100000,)"), bytes(800_000))
    whole = zipped(zipfile.ZIP_DEFLATED, W=content)
    said = len(content).to_bytes(4, "little")
    assert whole.count(said) == 2
    for size in (1000, 2**32 - 2):
        path = written(tmp_path / "p.npz", whole.replace(said, size.to_bytes(4, "little")))
        with pytest.raises(DataError, match="W is damaged"):
            sn.load_params(path)


def test_entries_that_share_their_bytes_are_counted_each(tmp_path, monkeypatch):
    """As the bombs that need no nesting do (Fifield 2019)."""
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("W.npy", npy(says(shape="(1000,)"), bytes(8000)))
        entry = whole.infolist()[0]
        whole.filelist.extend([entry] * 50)
    with pytest.raises(DataError, match="that unpack to"):
        sn.load_params(written(tmp_path / "p.npz", file.getvalue()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        for _ in range(2):
            whole.writestr("W.npy", npy(says(), bytes(8)))
    with pytest.raises(DataError, match="two arrays W"):
        sn.load_params(written(tmp_path / "p.npz", file.getvalue()))


def test_other_ways_of_packing_are_refused(tmp_path):
    path = written(tmp_path / "p.npz", zipped(zipfile.ZIP_LZMA, W=npy(says(), bytes(8))))
    with pytest.raises(DataError, match="W is encrypted, or packed in a way"):
        sn.load_params(path)


def test_all_that_numpy_writes_of_numbers_and_words_is_read(tmp_path):
    arrays = {
        **{
            kind: np.ones((2, 3), kind) for kind in ("f2", "f4", "f8", "i1", "i8", "u2", "?", "c16")
        },
        "big-endian": np.arange(4.0).astype(">f8"),
        "columns first": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "empty": np.zeros((0, 3)),
        "none": np.array(1.0),
        "words": np.array([["a", "bcd"]]),
        "bytes": np.array([b"a", b"bcd"]),
    }
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "p.npz", **arrays)
        found = archives.read_archive(tmp_path / "p.npz")
        assert equal(found, arrays)
        assert {n: a.dtype for n, a in found.items()} == {n: a.dtype for n, a in arrays.items()}


def test_parameters_of_another_shape_are_refused_by_name(tmp_path):
    path = sn.save_params(tmp_path / "p.npz", {"w": np.ones(4), "b": np.array(0.0)})
    data, _, _ = line()
    with pytest.raises(SizeError, match=r"X has shape \(60, 3\), which makes d = 3, but d = 4"):
        sn.fit(regression(), "L", data=data, params=sn.load_params(path))


# ---- safetensors --------------------------------------------------------------------------------


def tensors(header: object, content: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + content


def entry(kind: str = "F64", shape=(1,), offsets=(0, 8)) -> dict:
    return {"W": {"dtype": kind, "shape": list(shape), "data_offsets": list(offsets)}}


TENSORS = {
    "nothing": b"",
    "text": b"no tensors at all",
    "a long header": (2**62).to_bytes(8, "little"),
    "no JSON": tensors(b"{" * 100, bytes(8)),
    "deep JSON": tensors(b"[" * 100_000, bytes(8)),
    "too short": tensors(entry(), bytes(7)),
    "too long": tensors(entry(), bytes(9)),
    "another shape": tensors(entry(shape=(2,)), bytes(8)),
    "huge": tensors(entry(shape=(2**40, 2**40)), bytes(8)),
    "offsets": tensors(entry(offsets=(8, 0)), bytes(8)),
    "a type of the future": tensors(entry("F7"), bytes(8)),
    "no type of NumPy": tensors(entry("BF16", (4,)), bytes(8)),
}


@pytest.mark.parametrize("case", TENSORS)
def test_safetensors_that_are_damaged(tmp_path, case):
    pytest.importorskip("safetensors")
    path = written(tmp_path / "p.safetensors", TENSORS[case])
    with pytest.raises(DataError, match=r"p\.safetensors: "):
        sn.load_params(path)


def test_every_part_of_safetensors_is_none(tmp_path):
    pytest.importorskip("safetensors")
    whole = sn.save_params(tmp_path / "p.safetensors", PARAMS).read_bytes()
    for length in range(0, len(whole), 3):
        path = written(tmp_path / "p.safetensors", whole[:length])
        with pytest.raises(DataError, match="not a safetensors file"):
            sn.load_params(path)


# ---- checkpoints --------------------------------------------------------------------------------

RANDOM = np.random.default_rng(0).bit_generator.state
SOUND = {
    "format": 1,
    "settings": {"seed": "0"},
    "epoch": 2,
    "step": 4,
    "random": RANDOM,
    "history": {"loss": [2.0, 1.0]},
    "best_epoch": 0,
    "best_value": None,
    "waited": 2,
}
FIRST = {"w": np.zeros(3), "b": np.zeros(())}
ARRAYS = {"param/w": np.ones(3), "param/b": np.ones(()), "state/v/w": np.ones(3)}
ARRAYS["state/v/b"] = np.ones(())


def loaded(path, meta, arrays):
    text = meta if isinstance(meta, str) else json.dumps(meta)
    written(path, archive({**arrays, META: np.array(text)}))
    return load_progress(path, {"seed": "0"}, FIRST, ("v",))


def test_a_sound_checkpoint_is_loaded(tmp_path):
    progress = loaded(tmp_path / "c.npz", SOUND, ARRAYS)
    assert equal(progress.params, {"w": np.ones(3), "b": np.ones(())})
    assert equal(progress.state["w"], {"v": np.ones(3)})
    assert (progress.epoch, progress.step, progress.best_value) == (2, 4, None)


METAS = {
    "no JSON": "{",
    "no object": "[1]",
    "deep": "[" * 100_000,
    "no format": {**SOUND, "format": None},
    "an epoch that is none": {**SOUND, "epoch": -1},
    "an epoch of words": {**SOUND, "epoch": "2"},
    "true": {**SOUND, "epoch": True},
    "a history of other epochs": {**SOUND, "epoch": 3},
    "a history of words": {**SOUND, "history": {"loss": ["a", "b"]}},
    "no history": {**SOUND, "history": [1.0, 2.0]},
    "no generator": {**SOUND, "random": {}},
    "another generator": {**SOUND, "random": {**RANDOM, "bit_generator": "MT19937"}},
    "a generator of words": {**SOUND, "random": {**RANDOM, "state": "x"}},
    "a generator of large numbers": {**SOUND, "random": {**RANDOM, "uinteger": 2**80}},
    "no best value": {**SOUND, "best_value": "x"},
    "nothing": {},
}


@pytest.mark.parametrize("case", METAS)
def test_checkpoints_that_say_nonsense(tmp_path, case):
    with pytest.raises(DataError, match=r"c\.npz: a damaged checkpoint: \S"):
        loaded(tmp_path / "c.npz", METAS[case], ARRAYS)


CHANGES = {
    "another shape": ({"param/w": np.ones(4)}, r"w is float64 of shape \(4,\), not float64 of"),
    "another type": ({"param/w": np.ones(3, "f4")}, "w is float32 of shape"),
    "not finite": ({"param/w": np.array([1, np.nan, 1])}, "w is not finite"),
    "a parameter less": ({"param/w": None}, "w is missing"),
    "a state less": ({"state/v/w": None}, "v of w is missing"),
    "a best parameter less": ({"best/w": np.ones(3)}, "the best b is missing"),
    "an array more": ({"param/q": np.ones(3)}, r"what is param/q\?"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_checkpoints_with_other_arrays(tmp_path, case):
    change, words = CHANGES[case]
    arrays = {n: array for n, array in {**ARRAYS, **change}.items() if array is not None}
    with pytest.raises(DataError, match=f"a damaged checkpoint: {words}"):
        loaded(tmp_path / "c.npz", SOUND, arrays)


def test_every_part_of_a_checkpoint_is_none(tmp_path):
    data, _, _ = line()
    path = tmp_path / "c.npz"
    sn.fit(regression(), "L", data=data, epochs=1, checkpoint=path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 301):
        written(path, whole[:length])
        with pytest.raises(DataError, match=r"c\.npz: not a checkpoint"):
            load_progress(path, {}, FIRST, ())
