"""`dev.py lock`: pyproject.toml's dependencies, pinned with the hashes of their files for every system."""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from setup.environment import Environment, SetUpError, surroundings

SYSTEMS = {
    "Linux": re.compile(r"any|manylinux.*_x86_64|.*\.manylinux.*_x86_64.*"),
    "Windows": re.compile(r"any|win_amd64"),
}
MINORS = (11, 12, 13)
HEAD = (
    "# What .venv holds, for Python 3.11 to 3.13 on Linux and Windows. "
    "Made by `python3 build/dev.py lock`, not by hand.\n"
)


def write(environment: Environment, *, upgrade: bool) -> int:
    """Writes the lock file, if all of it can be had as wheels;
    `upgrade` takes newer releases where allowed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        tools = Path(temporary) / "tools"
        # uv gets a place of its own: it is none of what the lock file describes.
        _call(sys.executable, "-m", "venv", str(tools))
        programs = tools / ("Scripts" if sys.platform == "win32" else "bin")
        _call(
            str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"
        )
        pinned, detailed = Path(temporary) / "requirements.lock", Path(temporary) / "pylock.toml"
        if environment.lock.exists() and not upgrade:
            pinned.write_bytes(environment.lock.read_bytes())  # uv keeps the pins that it finds
        project = str(environment.root / "pyproject.toml")
        compiling = [str(programs / "uv"), "pip", "compile", "--quiet", project, "--group", f"{project}:dev"]
        compiling += ["--universal", "--generate-hashes", "--no-header", "--no-annotate"]
        _call(*compiling, "-o", str(pinned))
        # The same once more in a form that names the files; it also has addresses, so it is not what is kept.
        _call(*compiling, "-c", str(pinned), "-o", str(detailed))
        text = HEAD + pinned.read_text("utf-8")
        packages = tomllib.loads(detailed.read_text("utf-8"))["packages"]
        files = {package["name"]: _files(package) for package in packages}
        # Whoever sets up the project need not have a compiler.
        if lacking := without_wheel(files, text):
            raise SetUpError("The lock file was left as it was. No wheel for " + "; ".join(lacking))
        # Its checksum is in the stamp of .venv: line ends must be the same on every system.
        environment.lock.write_text(text, "utf-8", newline="\n")
        print(f"{len(packages)} packages locked; each has a wheel for {' and '.join(SYSTEMS)}.")
    return 0


def without_wheel(files: dict[str, dict[str, str]], lock: str) -> list[str]:
    """Which packages lack a wheel somewhere.

    `files`: of each package, the SHA-256 of each wheel by its name.
    """
    return [
        f"{package} (Python 3.{minor}, {system})"
        for package, wheels in files.items()
        for system, platform in SYSTEMS.items()
        for minor in MINORS
        if not any(
            _fits(name, minor, platform) and f"sha256:{digest}" in lock for name, digest in wheels.items()
        )
    ]


def _fits(wheel: str, minor: int, platform: re.Pattern[str]) -> bool:
    pythons, abi, platforms = wheel.removesuffix(".whl").rsplit("-", 3)[1:]
    return platform.fullmatch(platforms) is not None and any(
        _runs(python, abi, minor) for python in pythons.split(".")
    )


def _runs(python: str, abi: str, minor: int) -> bool:
    if python == "py3" or (python == f"cp3{minor}" and abi == python):
        return True
    # A wheel for Python's stable interface runs on every later version too.
    oldest = re.fullmatch(r"cp3(\d+)", python)
    return abi == "abi3" and oldest is not None and int(oldest[1]) <= minor


def _files(package: dict[str, Any]) -> dict[str, str]:
    return {wheel["url"].rpartition("/")[2]: wheel["hashes"]["sha256"] for wheel in package.get("wheels", ())}


def _call(*command: str) -> None:
    if subprocess.run(command, env=surroundings(), check=False).returncode != 0:
        raise SetUpError(f"This failed: {' '.join(command)}")
