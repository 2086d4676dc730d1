"""What installers are made of, on small files; the whole is tried in test_installer.py and by `build/dev.py verify`."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release import elf, fonts, icu, installer, inventory
from setup.environment import Environment, SetUpError
from verify import screen

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="installers for Linux are made on Linux")
DPKG = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg here")
THIS = installer.Release("1.2.0", "amd64", 1_700_000_000)
PARTS = [
    inventory.Part("Noto Sans SC", "1", "OFL-1.1", "OFL-1.1.txt", "pkg:npm/%40x/noto@1", "a.ttf"),
    inventory.Part(
        "libodd1", "2", "见所附文本", "debian-libodd1.txt", "pkg:deb/debian/libodd1@2", "libodd.so.1"
    ),
]


def table(items: dict[str, bytes]) -> bytes:
    """A table as ICU has it."""
    names = b"".join(name.encode() + b"\0" for name in items)
    at = 4 + 8 * len(items)
    item_at = -(-(at + len(names)) // 16) * 16
    toc, content = len(items).to_bytes(4, "little"), b""
    for name, item in items.items():
        toc += at.to_bytes(4, "little") + (item_at + len(content)).to_bytes(4, "little")
        at += len(name) + 1
        content += item.ljust(-(-len(item) // 16) * 16, b"\0")
    return (32).to_bytes(2, "little").ljust(32, b"h") + (toc + names).ljust(item_at, b"\0") + content


def test_of_icus_table_the_kept_items_stay_as_they_were() -> None:
    items = {"icudt73l/fr.res": b"f" * 33, "icudt73l/root.res": b"r" * 17, "icudt73l/zh.res": b"z" * 16}
    assert icu.with_only(table(items), re.compile(".*")) == table(items)
    kept = {name: item for name, item in items.items() if "fr" not in name}
    assert icu.with_only(table(items), icu.KEPT) == table(kept)


@pytest.mark.parametrize(
    "name", ["zh_Hans_CN", "root", "coll/zh", "curr/supplementalData", "likelySubtags", "lang/en"]
)
def test_what_the_programs_languages_need_is_kept(name: str) -> None:
    assert icu.KEPT.fullmatch(f"icudt73l/{name}.res")


@LINUX
def test_a_program_says_what_it_needs() -> None:
    assert any(name.startswith("libc.so") for name in elf.needed(Path("/bin/sh").resolve()))
    assert elf.needed(Path(__file__)) == set()
    version, path = elf.wanted_glibc([Path(__file__), Path("/bin/sh").resolve()])
    assert version >= (2, 2)
    assert path == Path("/bin/sh").resolve()


@LINUX
def test_a_library_that_is_neither_inside_nor_on_every_desktop_stops_the_build(tmp_path: Path) -> None:
    shutil.copyfile(Path("/bin/sh").resolve(), tmp_path / "program")
    depends, recommends, glibc = installer.leans_on(tmp_path)
    assert depends[0] == f"libc6 (>= {'.'.join(map(str, glibc))})"
    assert recommends == []
    odd = next(Path(path) for path in ("/usr/bin/git", "/usr/bin/perl", "/bin/bash") if _odd(Path(path)))
    shutil.copyfile(odd, tmp_path / "odd")
    with pytest.raises(SetUpError, match="which is not inside"):
        installer.leans_on(tmp_path)


def _odd(path: Path) -> bool:
    asked = (
        {name for name in elf.needed(path) if not installer.LIBC.fullmatch(name)} if path.exists() else set()
    )
    return bool(asked - installer.FROM_SYSTEM.keys() - installer.IF_THERE.keys())


def test_the_bill_of_materials_is_the_same_for_the_same_parts(tmp_path: Path) -> None:
    for name in ("one", "two"):
        inventory.write_sbom(PARTS, "1.2.0", THIS.moment, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    bom = json.loads((tmp_path / "one").read_text("utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bom["serialNumber"])
    assert [part["licenses"][0]["license"] for part in bom["components"]] == [
        {"id": "OFL-1.1"},
        {"name": "见所附文本"},
    ]
    assert bom["dependencies"][0]["dependsOn"] == [part.purl for part in PARTS]


def test_the_list_of_licences_names_every_part_and_its_text(tmp_path: Path) -> None:
    inventory.write_list(PARTS, "1.2.0", tmp_path / "list")
    text = (tmp_path / "list").read_text("utf-8")
    assert "Noto Sans SC 1｜OFL-1.1｜OFL-1.1.txt｜a.ttf" in text
    assert "libodd1 2｜见所附文本｜debian-libodd1.txt" in text


def test_a_part_is_listed_once(tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    for name in ("pyinstaller", "pyside6-essentials"):
        info = environment.packages / f"{name.replace('-', '_')}-1.dist-info"
        info.mkdir(parents=True)
        (environment.packages / f"{name}.py").touch()
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1\n")
        (info / "RECORD").write_text(f"{name}.py,,\n")
    contents = tmp_path / "made" / "contents.json"
    contents.parent.mkdir()
    contents.write_text(json.dumps([["hook", str(environment.packages / "pyinstaller.py"), "PYMODULE"]]))
    shutil.copytree(Path(__file__).parents[3] / "desktop" / "help", tmp_path / "desktop" / "help")
    parts = inventory.parts(environment, contents)
    assert [part.name for part in parts].count("PyInstaller") == 1
    inventory.write_sbom(parts, "1.2.0", THIS.moment, tmp_path / "bom")
    refs = [each["bom-ref"] for each in json.loads((tmp_path / "bom").read_text("utf-8"))["components"]]
    assert len(refs) == len(set(refs)) > 4


def test_what_has_no_known_licence_stops_the_build(tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    environment.packages.mkdir(parents=True)
    info = environment.packages / "stray-1.dist-info"
    info.mkdir()
    (environment.packages / "stray.py").touch()
    (info / "METADATA").write_text("Name: stray\nVersion: 1\n")
    (info / "RECORD").write_text("stray.py,,\n")
    contents = tmp_path / "made" / "contents.json"
    contents.parent.mkdir()
    contents.write_text(json.dumps([["stray", str(environment.packages / "stray.py"), "PYMODULE"]]))
    shutil.copytree(Path(__file__).parents[3] / "desktop" / "help", tmp_path / "desktop" / "help")
    with pytest.raises(SetUpError, match="stray is in the program"):
        inventory.parts(environment, contents)


@DPKG
def test_the_same_files_make_the_same_package(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        stage = tmp_path / name
        (stage / "opt").mkdir(parents=True)
        (stage / "opt" / "program").write_bytes(b"x" * 3000)
        (stage / "opt" / "program").chmod(0o700 if name == "one" else 0o755)
        os.utime(stage / "opt" / "program", (len(made), len(made)))
        made.append(
            installer.build_deb(
                stage, THIS, tmp_path / f"{name}.deb", ["libc6 (>= 2.31)"], ["shared"], 1
            ).read_bytes()
        )
    assert made[0] == made[1]
    fields = subprocess.run(
        ["dpkg-deb", "-f", tmp_path / "one.deb"], capture_output=True, text=True, check=True
    ).stdout
    assert "Version: 1.2.0\n" in fields
    assert "Depends: libc6 (>= 2.31)\n" in fields


@DPKG
@pytest.mark.parametrize(
    ("step", "code"),
    [
        (["upgrade", "1.1.9"], 0),
        (["upgrade", "1.2.0"], 0),
        (["install"], 0),
        (["upgrade", "1.10"], 1),
        (["upgrade", "2.0"], 1),
    ],
)
def test_a_downgrade_is_refused_in_words(tmp_path: Path, step: list[str], code: int) -> None:
    script = tmp_path / "preinst"
    script.write_text((installer.LINUX / "preinst").read_text("utf-8").replace("@VERSION@", "1.2.0"), "utf-8")
    done = subprocess.run(["sh", script, *step], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert ("不能换成旧版本 1.2.0" in done.stderr) == bool(code)


@LINUX
def test_the_portable_form_goes_into_the_menu_and_out_of_it(tmp_path: Path) -> None:
    folder, home = tmp_path / 'U 盘 "$a`\\b', tmp_path / "张 三"
    (folder / "share").mkdir(parents=True)
    home.mkdir()
    shutil.copyfile(installer.LINUX / "register.sh", folder / "register.sh")
    for name in ("plan-reader.desktop", "plan-reader.xml"):
        shutil.copyfile(installer.LINUX / name, folder / "share" / name)
    (folder / "share" / "plan-reader.svg").write_text("<svg/>")
    surroundings = {"HOME": str(home), "PATH": os.environ["PATH"]}
    for arguments in ([], ["--remove"]):
        done = subprocess.run(
            ["sh", folder / "register.sh", *arguments],
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        entry = home / ".local" / "share" / "applications" / "plan-reader-portable.desktop"
        if not arguments:
            command = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
            assert _program(command) == str(folder / "plan-reader")
        else:
            assert not entry.exists()


def _program(line: str) -> str:
    """What a desktop starts for an Exec line: first the file's own escapes, then those within quotes."""
    text = line.removeprefix("Exec=").replace("\\\\", "\\")
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    assert quoted
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%")


def test_the_fonts_are_named_where_the_program_looks_for_them() -> None:
    from desktop.look.theme import HEI, SONG
    from desktop.printing.fonts import _OFFICIAL

    assert [font.family for font in fonts.FONTS] == [HEI[0], SONG[0], "FandolFang"]
    assert "FandolFang" in _OFFICIAL["fang"]


def test_a_font_whose_package_holds_something_else_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(_environment: Environment, font: fonts.Font, folder: Path) -> Path:
        path = folder / font.file
        path.write_bytes(b"another font")
        return path

    monkeypatch.setattr(fonts, "_from_npm", other)
    with pytest.raises(SetUpError, match="another NotoSansSC"):
        fonts.provide(Environment(tmp_path), tmp_path / "fonts")
    assert list((tmp_path / "fonts").iterdir()) == []


def test_a_blinking_cursor_is_no_change_of_the_screen() -> None:
    blank = bytes(screen.WIDTH * screen.HEIGHT * 4)
    row = screen.WIDTH * 4
    cursor = bytearray(blank)
    for y in range(100, 120):
        cursor[y * row + 40] = 255
    assert not screen.differ(blank, bytes(cursor))
    for y in range(100, 200):
        cursor[y * row + 40] = 255
    assert screen.differ(blank, bytes(cursor))
