"""Where the frozen program starts: the same as `python -m desktop`, under a name that PyInstaller can take."""

import locale
import os
import sys

from desktop.__main__ import main


def settle_locale() -> None:
    """Where no locale is set, or one that is not installed: take the one that every Linux has. Else Qt complains on stderr.

    Python itself does something like it (PEP 538), but not when it is frozen.
    """
    try:
        settled = locale.setlocale(locale.LC_ALL, "")
        locale.setlocale(locale.LC_ALL, "C")
    except locale.Error:
        settled = "C"
    if settled in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"


if __name__ == "__main__":
    if sys.platform == "linux":
        settle_locale()
    sys.exit(main())
