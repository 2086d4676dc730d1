"""What the frozen program is made of, part by part: found from the files that went into it; as a list and as
an SBOM.
"""

import importlib
import json
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from release import fonts
from setup.environment import Environment, SetUpError

_SPDX = re.compile(r"[A-Za-z0-9.-]+")
_COPYRIGHTS = Path("/usr/share/doc")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """Something of others in the program."""

    name: str
    version: str
    licence: str
    """An SPDX name, or what else says it."""
    text: str
    """File of the licence's text, in the folder of licences."""
    purl: str
    """Package URL; empty where there is no package."""
    bundled: str
    """What of it is inside, for the reader of the list."""

    @property
    def line(self) -> str:
        """What the list says of it."""
        return "｜".join(filter(None, (f"{self.name} {self.version}", self.licence, self.text, self.bundled)))


def parts(environment: Environment, contents: Path) -> list[Part]:
    """All parts of the program whose `contents` PyInstaller has told.

    Raises SetUpError for one without a known licence.
    """
    named = _named_licences(environment.root)
    owners = {path: dist for dist in distributions(path=[str(environment.packages)]) for path in _files(dist)}
    found: dict[str, Part] = {}
    system: dict[str, set[str]] = {}
    for place, source, _kind in json.loads(contents.read_text("utf-8")):
        path = Path(source)
        if not path.is_absolute() or path.is_relative_to(contents.parent):
            continue  # a link, or made while freezing
        if path in owners:
            part = _distribution(owners[path], named)
            found[part.purl] = part
        elif path.is_relative_to(environment.folder) or _is_own(path, environment.root) or _is_pythons(path):
            continue
        elif not path.is_relative_to(fonts.cache()):
            # What is left comes from the system: libraries that belong to Debian's packages.
            system.setdefault(str(path), set()).add(place)
    fixed = {part.purl or part.name: part for part in _fixed(environment)}
    return sorted([*(found | fixed).values(), *_system_parts(system)])


def write_list(parts: Iterable[Part], version: str, path: Path) -> None:
    """The list to read, with the name of the file that each licence's text is in."""
    lines = [
        f"规划阅读器 {version} 所含组件及其许可",
        "",
        "本程序自身以 MIT 许可发布（plan-reader.txt）。许可全文在程序的 licences 文件夹。",
        "",
    ]
    lines += [part.line for part in parts]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def write_sbom(parts: Iterable[Part], version: str, moment: str, path: Path) -> None:
    """A software bill of materials: CycloneDX 1.5 in JSON, the same for the same parts.

    `moment` is ISO 8601 in UTC.
    """
    listed = [_component(part) for part in parts]
    own: dict[str, Any] = {
        "type": "application",
        "bom-ref": f"plan-reader@{version}",
        "name": "plan-reader",
        "version": version,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    # CycloneDX wants a number for each list: from what is in it, so that the same parts have the same.
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([own, listed], sort_keys=True))
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"timestamp": moment, "component": own},
        "components": listed,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [part["bom-ref"] for part in listed]}],
    }
    path.write_text(json.dumps(bom, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_texts(parts: Iterable[Part], root: Path, folder: Path) -> None:
    """The texts of all licences; those of the system's libraries as their packages have them."""
    folder.mkdir(parents=True)
    for path in sorted((root / "resources" / "help" / "licences").iterdir()):
        shutil.copyfile(path, folder / path.name)
    for part in parts:
        if part.purl.startswith("pkg:deb/") and part.text not in {path.name for path in folder.iterdir()}:
            shutil.copyfile(_COPYRIGHTS / part.name / "copyright", folder / part.text)


def _component(part: Part) -> dict[str, Any]:
    licence = {"id": part.licence} if part.licence in _IDS else {"name": part.licence}
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl or f"{part.name}@{part.version}",
        "name": part.name,
        "version": part.version,
        "licenses": [{"license": licence}],
    }
    return component | ({"purl": part.purl} if part.purl else {})


_IDS = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "LGPL-3.0", "PSF-2.0", "OFL-1.1"}
"""Licences that SPDX knows under these very names; any other is told in words."""


def _named_licences(root: Path) -> dict[str, tuple[str, str]]:
    """Licence and text by the name of the distribution, from the list that the window shows."""
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    components = importlib.import_module("desktop.help.components").COMPONENTS
    return {
        name: (each.licence, f"{each.file}.txt")
        for each in components
        for name in (*each.distributions, each.name.lower())
    }


def _files(distribution: Distribution) -> Iterable[Path]:
    return (Path(str(distribution.locate_file(file))) for file in distribution.files or ())


def _distribution(distribution: Distribution, named: dict[str, tuple[str, str]]) -> Part:
    # As PEP 503 writes names: a package may call itself SQLAlchemy, and the list sqlalchemy.
    name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
    if name not in named:
        raise SetUpError(
            f"{name} is in the program, but desktop/help/components.py does not name it and its licence."
        )
    licence, text = named[name]
    return Part(name, distribution.version, licence, text, f"pkg:pypi/{name}@{distribution.version}", "")


def _fixed(environment: Environment) -> Iterable[Part]:
    """What is inside without a file that tells it."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Part("Python", python, "PSF-2.0", "Python.txt", f"pkg:generic/python@{python}", "")
    (installer,) = distributions(name="pyinstaller", path=[str(environment.packages)])
    yield Part(
        "PyInstaller",
        installer.version,
        "GPL-2.0（附例外条款）",
        "PyInstaller.txt",
        f"pkg:pypi/pyinstaller@{installer.version}",
        "",
    )
    (qt,) = distributions(name="pyside6-essentials", path=[str(environment.packages)])
    yield Part("Qt", qt.version, "LGPL-3.0", "LGPL-3.0.txt", f"pkg:generic/qt@{qt.version}", "")
    yield Part("opencc-python-reimplemented", "0.1.7", "Apache-2.0", "Apache-2.0.txt", "", "繁简对照表")
    yield Part("pypinyin", "0.55.0", "MIT", "pypinyin.txt", "", "拼音数据")
    for font in fonts.FONTS:
        licence, text = (
            ("OFL-1.1", "OFL-1.1.txt")
            if font.package.startswith("@")
            else ("GPL-3.0（附字体例外条款）", "Fandol.txt")
        )
        purl = f"pkg:npm/{font.package.replace('@', '%40', 1)}" if font.package.startswith("@") else ""
        yield Part(font.family, font.version, licence, text, purl, font.file)


def _system_parts(paths: dict[str, set[str]]) -> Iterable[Part]:
    """The Debian packages that files of the system come from, each with its own statement of copyright."""
    packages: dict[tuple[str, str], set[str]] = {}
    for path in paths:
        packages.setdefault(_package(Path(path)), set()).add(Path(path).name)
    for (name, version), files in packages.items():
        yield Part(
            name,
            version,
            "见所附文本",
            f"debian-{name}.txt",
            f"pkg:deb/debian/{name}@{version}",
            "、".join(sorted(files)),
        )


def _package(path: Path) -> tuple[str, str]:
    """Name and version of the package that has a file. Raises SetUpError if none has."""
    # Since /lib became a link to /usr/lib a package's list may name either.
    real = path.resolve()
    names = {str(path), str(real), str(real).removeprefix("/usr"), f"/usr{real}"}
    for name in sorted(names):
        told = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False).stdout
        if told:
            package = told.split(":")[0]
            asked = ["dpkg-query", "-W", "-f", "${Version}", f"{told.rpartition(': ')[0].split(', ')[0]}"]
            return package, subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    raise SetUpError(
        f"{path} is in the program, and no package says where it comes from and under which licence."
    )


def _is_own(path: Path, root: Path) -> bool:
    return any(path.is_relative_to(root / name) for name in ("desktop", "db", "resources", "build"))


def _is_pythons(path: Path) -> bool:
    """Part of the Python that freezes, also where Debian has split it."""
    homes = {Path(sys.base_prefix) / "lib", Path(sys.base_prefix) / "DLLs"}
    name = f"python3.{sys.version_info.minor}"
    return any(
        path.is_relative_to(home / name) or path.parent == home for home in homes if home != Path("/usr/lib")
    ) or (f"/{name}/" in path.as_posix() or path.name.startswith(f"lib{name}"))
