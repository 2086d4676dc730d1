"""The program's door: with a verb a command runs without a window, without one the window opens."""

import gc
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the program. 0: done; 1: could not, told in one sentence on stderr; 2: wrong usage."""
    # what is loaded at the start stays: looking for waste among it takes a tenth of the time until the first
    # paint
    gc.disable()
    from desktop.cli import run

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
