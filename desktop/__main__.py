"""The program's door: with a verb a command runs without a window, without one the window opens."""

import gc
import os
import sys
import warnings
from types import TracebackType


def main(arguments: list[str] | None = None) -> int:
    """Run the program. 0: done; 1: could not, told in one sentence on stderr; 2: wrong usage."""
    # what is loaded at the start stays: looking for waste among it takes a tenth of the time until the first
    # paint
    gc.disable()
    _hold_streams()
    sys.excepthook = _uncaught
    if not sys.warnoptions:
        # They are for whoever works on the program; on stderr stands what a person can act on.
        warnings.simplefilter("ignore")
    from desktop.cli import run

    return run(sys.argv[1:] if arguments is None else arguments)


def _hold_streams() -> None:
    """Give the numbers of closed streams to nothing: the next file that is opened would have one, and get
    what a library prints.
    """
    for number in range(3) if os.name != "nt" else ():
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """What nobody caught in a verb: a report, and one sentence."""
    if issubclass(kind, KeyboardInterrupt):
        return
    # Late: a run in which nothing goes wrong needs none of it.
    import argparse
    from pathlib import Path

    from desktop.app.crash import CrashReports
    from desktop.folders import data_folder

    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data", type=Path)
    told = CrashReports(data_folder(parser.parse_known_args()[0].data)).report(error)
    if sys.stderr is not None:
        print(told, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
