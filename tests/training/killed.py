"""A program that trains in processes of its own, kills each, and resumes: see test_interruptions.

``python killed.py FOLDER ROUNDS SEED EPOCHS`` prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
import time
from pathlib import Path

from symnn.cli import main
from symnn.training.archives import read_archive
from symnn.training.checkpoint import META

LONGEST = 0.05
"""Seconds from a checkpoint to the end of its process."""
PATIENCE = 60
PART = re.compile(r"\.c\.npz\.[0-9a-f]{12}\.part")


def arguments(folder: Path, epochs: int) -> list[str]:
    paths = [str(folder / name) for name in ("m.tex", "d.npz", "c.npz", "p.npz")]
    command = ["train", paths[0], "--data", paths[1], "--checkpoint", paths[2], "-o", paths[3]]
    resume = ["--resume"] if Path(paths[2]).exists() else []
    return [*command, "--batch-size", "8", "--epochs", str(epochs), *resume]


def started(folder: Path, epochs: int) -> int:
    process = os.fork()
    if process == 0:
        sys.stdout = sys.stderr
        try:
            main(arguments(folder, epochs))
        except SystemExit as status:
            os._exit(int(status.code or 0))
        os._exit(9)
    return process


def names(folder: Path) -> list[str]:
    """All files of a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def state(path: Path) -> tuple[int, int] | None:
    """What tells one version of a file from the next."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def run(folder: Path, rounds: int, seed: int, epochs: int) -> dict[str, object]:
    draw = random.Random(seed)
    checkpoint, params = folder / "c.npz", folder / "p.npz"
    before = params.read_bytes()
    reached = []
    for _ in range(rounds):
        old = state(checkpoint)
        process = started(folder, epochs)
        end = time.monotonic() + PATIENCE
        while state(checkpoint) == old and time.monotonic() < end:
            time.sleep(0.002)
        time.sleep(draw.uniform(0, LONGEST))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status), "it was over before: more epochs are needed"
        assert params.read_bytes() == before
        # only the checkpoint is new, and it is whole; what is hidden, the next training clears
        left = [name for name in names(folder) if not PART.fullmatch(name)]
        assert left == ["c.npz", "d.npz", "m.tex", "p.npz"]
        reached.append(json.loads(str(read_archive(checkpoint)[META]))["epoch"])
    return {"reached": reached}


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    print(json.dumps(run(Path(place), *map(int, numbers))))
