"""`dev.py installer` on Windows: the frozen program in one setup.exe, made by NSIS."""

import shutil
import subprocess
from pathlib import Path

from setup.environment import SetUpError

SCRIPT = Path(__file__).resolve().parent / "windows" / "plan-reader.nsi"
_USUAL = (r"C:\Program Files (x86)\NSIS\makensis.exe", r"C:\Program Files\NSIS\makensis.exe")


def compiler() -> str:
    """Where makensis is. Raises SetUpError."""
    found = shutil.which("makensis") or next((path for path in _USUAL if Path(path).exists()), None)
    if found is None:
        raise SetUpError(
            "NSIS 3 is needed to make the setup.exe: install it, or put makensis on PATH, and try again."
        )
    return found


def build_setup(program: Path, version: str, folder: Path) -> Path:
    """Packs the folder `program` into 规划阅读器-VERSION-setup.exe in `folder`.

    Raises SetUpError with what makensis said.
    """
    out = folder / f"规划阅读器-{version}-setup.exe"
    out.unlink(missing_ok=True)
    # Windows wants exactly four numbers.
    number = ".".join([*version.split("."), "0", "0", "0", "0"][:4])
    told = {"VERSION": version, "NUMBER": number, "SOURCE": str(program), "OUT": str(out)}
    options = [f"-D{name}={value}" for name, value in told.items()]
    command = [compiler(), "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(SCRIPT)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode != 0 or not out.exists():
        raise SetUpError(f"makensis could not make {out.name}:\n{done.stdout}{done.stderr}")
    return out
