"""Where the frozen program starts: the same as `python -m desktop`, under a name that PyInstaller can take."""

import sys

from desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
