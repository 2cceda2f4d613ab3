"""How long the start takes: processor time of ``import symnn`` and ``symnn --help``.

Both packages run from bytecode, as they do once pip has installed them.

python benchmarks/start.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 7
STARTS = {
    "import sympy": ("-c", "import sympy"),
    "import symnn": ("-c", "import symnn"),
    "symnn --help": ("-m", "symnn", "--help"),
}


def seconds(arguments: tuple[str, ...], bytecode: str) -> float:
    """Processor time of a Python with these arguments, which keeps its bytecode in a folder."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
    before = os.times()
    subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment, check=True
    )
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def medians(rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each start; they take turns, after one round that is not counted."""
    with tempfile.TemporaryDirectory() as bytecode:
        found = [
            [seconds(arguments, bytecode) for arguments in STARTS.values()]
            for _ in range(rounds + 1)
        ]
    columns = zip(*found[1:], strict=True)
    return dict(zip(STARTS, map(statistics.median, columns), strict=True))


def main() -> None:
    """Print the table."""
    found = medians()
    for name, time in found.items():
        print(f"{name:<14} {time:5.2f} s  {time / found['import sympy']:5.2f} × import sympy")


if __name__ == "__main__":
    main()
