"""Where the frozen program starts: the same as `python -m desktop`,
under a name that PyInstaller can take.
"""

import contextlib
import locale
import os
import sys
from pathlib import Path

_READ_FILES = "--read-files"
"""As in db/source/worker/messages.py. A worker needs little of the program, and starts without the rest."""


def settle_locale() -> None:
    """Where no locale is set, or one that is not installed: take the one that every Linux has. Else Qt
    complains on stderr.

    Python itself does something like it (PEP 538), but not when it is frozen.
    """
    try:
        settled = locale.setlocale(locale.LC_ALL, "")
        # It was only asked for: the program writes numbers with a point, whatever the locale says.
        locale.setlocale(locale.LC_ALL, "C")
    except locale.Error:
        settled = "C"
    if settled in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"


def settle_home() -> None:
    """Where HOME is not set: the account's own.

    Else fontconfig finds no place for its cache, and complains on stderr.
    """
    with contextlib.suppress(RuntimeError):
        os.environ.setdefault("HOME", str(Path.home()))


def stay_inside() -> None:
    """Where a folder `data` lies beside the program, as in the portable form, the reader's own files are kept
    there.
    """
    from desktop.folders import VARIABLE

    data = Path(sys.executable).resolve().parent / "data"
    if data.is_dir():
        os.environ.setdefault(VARIABLE, str(data))


if __name__ == "__main__":
    if sys.argv[1:2] == [_READ_FILES]:
        from db.source.worker.server import main as read_files

        sys.exit(read_files(sys.argv[2:]))
    # Before anything asks where the person's files are.
    stay_inside()
    if sys.platform == "linux":
        settle_locale()
        settle_home()
    from desktop.__main__ import main

    sys.exit(main())
