"""What the machine must bring: Qt's system libraries, a Chinese font, Python's venv, a display.

On Debian and its kin what is missing is installed with apt where this may be done without asking for a
password; elsewhere the person is told the exact command.
"""

import ctypes
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt loads from a Linux system, and the Debian package that it is in."""
FONT = "fonts-noto-cjk"
BROWSER = {"chromium": "chromium", "chromedriver": "chromium-driver"}
"""What pages that are exported are tried in, and the Debian package that it is in."""
APT_LISTS = Path("/var/lib/apt/lists")


class MissingError(Exception):
    """Something must be installed first, and this program may not; the text says what to type."""


def provide(*, frozen: bool = False, tested: bool = False) -> None:
    """Installs what is missing, or raises MissingError. A missing font or browser is only said: it stops
    nothing.

    `frozen`: also what PyInstaller takes a program apart with; `tested`: also what tests look at pages in.
    """
    if sys.platform != "linux":
        return
    needed = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        needed.append(f"python3.{sys.version_info.minor}-venv")
    if frozen and shutil.which("objdump") is None:
        needed.append("binutils")
    wished = [] if has_chinese_font() else [FONT]
    if needed:
        _install(needed + wished)
    elif wished:
        _try_to_install(wished, "Until then Chinese text shows as boxes.")
    browser = [package for program, package in BROWSER.items() if shutil.which(program) is None]
    if tested and browser:
        _try_to_install(browser, "Until then the tests of pages in a browser are skipped.")


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for simplified Chinese; False too where there is no fontconfig yet."""
    if not _loads("libfontconfig.so.1"):
        return False

    class FontSet(ctypes.Structure):
        _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.c_void_p))

    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    for name in ("FcNameParse", "FcObjectSetCreate"):
        getattr(fontconfig, name).restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(FontSet)
    fontconfig.FcFontList.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    found = fontconfig.FcFontList(
        None, fontconfig.FcNameParse(b":lang=zh-cn"), fontconfig.FcObjectSetCreate()
    )
    return bool(found) and found.contents.count > 0


def has_display() -> bool:
    """Whether a window can be shown: always outside Linux; there, where a display is named and does not
    refuse.
    """
    if os.environ.get("QT_QPA_PLATFORM"):
        return not os.environ["QT_QPA_PLATFORM"].startswith(("offscreen", "minimal"))
    if sys.platform != "linux" or os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    if not display.startswith(":"):
        return bool(display)
    path = f"/tmp/.X11-unix/X{display[1:].partition('.')[0]}"  # where X servers listen, on every Linux
    # A server may listen at the file, at Linux's abstract name (with a zero before it), or at both.
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX) as server:
            if server.connect_ex(address) == 0:
                return True
    return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _try_to_install(packages: list[str], without: str) -> None:
    """Installs them; where that can't be, says what to type, and what it is like `without`."""
    try:
        _install(packages)
    except MissingError as error:
        print(f"{error}\n{without}", file=sys.stderr, flush=True)


def _install(packages: list[str]) -> None:
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise MissingError(f"Please install, with your system's package manager, what Debian calls: {names}")
    by_hand = f"sudo apt-get update && sudo apt-get install -y {names}"
    if not _may_without_asking():
        raise MissingError(f"Missing: {names}. Please install:\n  {by_hand}")
    print(f"Installing with apt: {names}", flush=True)
    install = [
        "apt-get",
        "install",
        "-y",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=300",
        *packages,
    ]
    if any(APT_LISTS.glob("*_Packages*")) and _as_root(install).returncode == 0:
        return
    # No lists or old ones, or an installation that was interrupted.
    _as_root(["apt-get", "update"])
    _as_root(["dpkg", "--configure", "-a"])
    done = _as_root(install)
    if done.returncode != 0:
        raise MissingError(f"{done.stdout}\nInstalling failed. Please try it by hand:\n  {by_hand}")


def _may_without_asking() -> bool:
    if os.geteuid() == 0:
        return True
    return shutil.which("sudo") is not None and _as_root(["true"]).returncode == 0


def _as_root(command: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"]
    # In a session of its own: Ctrl+C leaves no half-installed package behind.
    return subprocess.run(
        [*([] if os.geteuid() == 0 else ["sudo", "-n"]), *environment, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        check=False,
    )
