"""Where the frozen program starts: the same as `python -m desktop`, under a name that PyInstaller can take."""

import os
import sys

# A frozen Python leaves out what Python otherwise does on a system without a locale; Qt would then complain on stderr.
if sys.platform == "linux" and not os.environ.get("LC_ALL"):
    if (os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C") in ("C", "POSIX"):
        os.environ["LC_CTYPE"] = "C.UTF-8"

from desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
