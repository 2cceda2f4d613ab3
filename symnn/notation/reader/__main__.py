"""``python -m symnn.notation.reader FILE``: each statement, its role, and how it was read."""

from __future__ import annotations

import sys

from symnn.notation.reader.claim import Claim
from symnn.notation.reader.file import read_file


def main(paths: list[str]) -> None:
    """Print what the reader makes of each file."""
    for path in paths:
        document = read_file(path)
        print(f"{path}: {document.system!r}")
        for equation in document.system.equations.values():
            print(f"    {equation.left} = {equation.expr}")
        for statement in document.statements:
            latex = " ".join(statement.latex.split())
            name = f" {statement.name}" if statement.name else ""
            print(f"{statement.place} {statement.role}{name}: {latex}")
            if statement.note:
                print(f"      ({statement.note})")
            if statement.trouble is not None:
                print(f"      not understood: {statement.trouble}")
            if statement.claim is not None:
                _print_claim(statement.claim)


def _print_claim(claim: Claim) -> None:
    if claim.misfit is not None:
        print(f"      misfit: {claim.misfit.text}")
    for instance in claim.instances:
        right = instance.right.expr if instance.right is not None else "—"
        labels = f" {dict(instance.labels)}" if instance.labels else ""
        print(f"      {instance.left.expr} = {right}  over {list(instance.free)}{labels}")


if __name__ == "__main__":
    main(sys.argv[1:])
