"""The lock file's packages for another system than this one."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from setup.environment import Environment, SetUpError, surroundings


def download(environment: Environment, lock: Path, folder: Path, platforms: Iterable[str]) -> None:
    """Wheels of CPython 3.11 that fit one of pip's `platforms`, by the lock's checksums.

    Raises SetUpError.
    """
    # pip must be told all of it: by itself it looks for wheels of the system that it runs on.
    fitting = [part for platform in platforms for part in ("--platform", platform)]
    fitting += [
        "--implementation",
        "cp",
        "--python-version",
        "3.11",
        "--abi",
        "cp311",
        "--abi",
        "abi3",
        "--abi",
        "none",
    ]
    command = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        "--no-deps",
    ]
    # What pip says goes to stderr, so that stdout has only what this program says.
    done = subprocess.run(
        [environment.python, *command, *fitting, "--require-hashes", "-r", lock, "-d", folder],
        env=surroundings(),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode != 0:
        raise SetUpError("The lock file's packages can't be had for the other system; pip says why above.")
