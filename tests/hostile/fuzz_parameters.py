"""Fuzzes the readers of parameters: NumPy archives, checkpoints and safetensors."""

import io
import json

import numpy as np

from tests.hostile.harness import fuzz


def seeds():
    arrays = {"W": np.eye(2), "b": np.float32([1, 2]), "n": np.array(["a", "bc"])}
    for save in (np.savez, np.savez_compressed):
        file = io.BytesIO()
        save(file, **arrays)
        yield file.getvalue()
    for array in arrays.values():
        file = io.BytesIO()
        np.save(file, array)
        yield file.getvalue()
    head = b'{"W":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'.ljust(64)
    yield len(head).to_bytes(8, "little") + head + bytes(8)
    random = np.random.default_rng(0).bit_generator.state
    numbers = {"format": 1, "epoch": 1, "step": 1, "best_epoch": 1, "best_value": 0.5, "waited": 0}
    meta = {**numbers, "settings": {"seed": "0"}, "random": random, "history": {"loss": [0.5]}}
    yield json.dumps(meta).encode()


WORDS = ("'descr'", "'shape'", "'fortran_order'", "'<f8'", "'|O'", "'<U2'", "(2, 2)", "null", "{}")

if __name__ == "__main__":
    fuzz(("npz", "npy", "checkpoint", "safetensors", "data"), seeds(), WORDS)
