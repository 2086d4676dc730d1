"""What dev.py's verbs do, once a suitable Python runs."""

import hashlib
import os
import sys
from pathlib import Path

from release import freezer, installer, old_debian, under_wine
from setup import lock_file, system
from setup.environment import Environment, SetUpError
from verify import attack, checks, installation

ROOT = Path(__file__).resolve().parent.parent


def act(verb: str, arguments: list[str]) -> int:
    """Sets up what `verb` needs and does it; gives the exit code."""
    known = {
        "attack": ([], [attack.LONG]),
        "freeze": ([],),
        "installer": ([], ["--oldest"]),
        "verify": ([], ["--oldest"]),
        "lock": ([], ["--upgrade"]),
    }
    windows = _for_windows(arguments) if verb == "installer" else None
    if windows is None and arguments not in known.get(verb, (arguments,)):
        print(f"`{verb}` does not know: {' '.join(arguments)}", file=sys.stderr)
        return 2
    # A stricter one would keep a package's files, and a bare Debian to try it on, from everybody else.
    os.umask(0o022)
    environment = Environment(ROOT)
    try:
        # Before the environment is made: a lock file that can't be installed has to be mended without it.
        if verb == "lock":
            return lock_file.write(environment, upgrade=bool(arguments))
        system.provide(frozen=verb in ("freeze", "installer", "verify"), tested=verb == "test")
        environment.provide()
        build_plan(environment)
        if windows is not None:
            return under_wine.make(environment, *windows)
        if verb == "installer":
            return old_debian.make(environment) if arguments else installer.make(environment)
        if verb == "verify":
            return installation.run(environment, oldest=bool(arguments))
    except (system.MissingError, SetUpError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The set-up needs to write into {ROOT} and could not: {error}", file=sys.stderr)
        return 1
    if verb == "test":
        return checks.run(environment, arguments)
    if verb == "attack":
        return attack.run(environment, arguments)
    if verb == "freeze":
        return freezer.freeze(environment)
    return open_reader(environment, arguments)


def _for_windows(arguments: list[str]) -> tuple[Path, str] | None:
    """What follows --windows: the archive with Windows' Python, and its SHA-256; None where it is not so."""
    match arguments:
        case ["--windows", "--python", archive, "--sha256", sha256]:
            return Path(archive).absolute(), sha256
        case _:
            return None


def build_plan(environment: Environment) -> None:
    """Builds the shipped plan and its index where they are missing, damaged or older than what they are made
    from.
    """
    made_from = _digest([*(ROOT / "resources" / "source").iterdir(), *(ROOT / "db").rglob("*.py")])
    mark = environment.folder / "plan-built-from"
    same = mark.exists() and mark.read_text("ascii") == made_from
    # db looks at the stamps in its files; that its own code has changed since, it cannot see.
    if environment.run("-m", "db", "build", *(["--if-needed"] if same else [])) != 0:
        raise SetUpError("The plan could not be built; the reason stands above.")
    mark.write_text(made_from, "ascii")


def open_reader(environment: Environment, arguments: list[str]) -> int:
    """Opens the window, or does what `arguments` say; without a display does the main job off-screen."""
    if arguments or system.has_display():
        return environment.become("-m", "desktop", *arguments)
    print("There is no display: reading off-screen instead.", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return environment.become("-m", "desktop", "offscreen", "--out", str(ROOT / "dist" / "offscreen"))


def _digest(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        # With the length in it no file can pass for the head of the next one.
        whole.update(f"{path.relative_to(ROOT).as_posix()}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()
