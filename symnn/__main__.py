"""``python -m symnn``: the command line."""

from symnn.cli import main

if __name__ == "__main__":
    main(prog_name="symnn")
