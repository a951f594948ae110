"""The program: ``guanxi run …`` and ``python -m guanxi run …``."""

import sys

from ._guanxi import main as program


def main() -> int:
    """Does what the arguments of this process say; gives the exit code: 0 all done, 1 some inputs unreadable, 2 nothing done."""
    return program(["guanxi", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
