#!/usr/bin/env python3
"""Set the project up and work with it; needs Python 3.11–3.13 and nothing else.

  python3 build/dev.py run [ARGUMENTS]    open the program; ARGUMENTS as for plan-reader
  python3 build/dev.py test [ARGUMENTS]   all checks and tests; ARGUMENTS go to pytest
  python3 build/dev.py test --quick       in a minute or so: not the slow tests, those that open the whole
                                          window and the types only of what git says was changed
  python3 build/dev.py test --thorough    for a release: with many more kills and examples
  python3 build/dev.py attack [--long]    kills, faults, bombs and hostile names: what was tried, and lost;
                                          --long for a release, an hour or so
  python3 build/dev.py freeze             make the program under dist/plan-reader/ and try it in a bare
                                          profile
  python3 build/dev.py installer [--oldest]
                                          make what people install, under dist/: .deb and .tar.xz,
                                          checksums, licences, parts; with --oldest in a bare Debian 11,
                                          for desktops with glibc 2.31 (as root)
  python3 build/dev.py installer --windows --python ZIP --sha256 SUM
                                          check the installer for Windows under wine; no release
  python3 build/dev.py verify [--oldest]  install the .deb on a bare Debian, use it offline, upgrade it,
                                          take it off (as root)
  python3 build/dev.py lock [--upgrade]   write build/requirements.lock anew from pyproject.toml

Each sets up what is missing first: system libraries, .venv, the plan and its index. Nothing is done twice.
"""

# This file and setup/interpreter.py run on any Python from 3.8 on, to say what is needed.
from __future__ import annotations

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - also with PYTHONSAFEPATH

from setup import interpreter

VERBS = ("run", "test", "attack", "freeze", "installer", "verify", "lock")


def main(arguments: list[str]) -> int:
    """Exit code: 0 done, 1 could not or a check failed, 2 wrong usage, 130 interrupted."""
    if not arguments or arguments[0] not in VERBS:
        asked = bool(arguments) and arguments[0] in ("-h", "--help", "help")
        print(__doc__, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    python = interpreter.find()
    if python is None:
        print(interpreter.NEEDED, file=sys.stderr)
        return 1
    if not interpreter.is_current(python):
        command = [python, os.path.abspath(__file__), *arguments]  # noqa: PTH100
        if os.name != "nt":
            os.execv(python, command)
        return subprocess.call(command)
    import verbs

    return verbs.act(arguments[0], arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on from here.", file=sys.stderr)
        sys.exit(130)
