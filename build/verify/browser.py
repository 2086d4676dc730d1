"""A real browser without a screen: Chromium by its driver, in the words of W3C's WebDriver."""

import json
import os
import re
import shutil
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromedriver")
"""Debian's packages are chromium and chromium-driver."""
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name by which WebDriver hands out elements."""
_CTRL, _UP, _BACKSPACE = "\ue009", "\ue000", "\ue003"
"""WebDriver's keys; the second lets go of all that are held down."""
_PATIENCE = 60.0
"""Seconds for an answer."""


def lacking() -> list[str]:
    """The programs that this machine does not have."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class Browser:
    """Use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the profile."""
        self._folder = folder
        self._port = 0
        self._session = ""

    def __enter__(self) -> "Browser":
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            self._begin()
        except BaseException:
            self._end()
            raise
        return self

    def _begin(self) -> None:
        assert self._driver.stdout is not None
        for line in self._driver.stdout:
            if told := re.search(r"successfully on port (\d+)", line):
                self._port = int(told[1])
                break
        arguments = ["--headless=new", f"--user-data-dir={self._folder}", "--window-size=1000,800"]
        if os.name != "nt" and os.geteuid() == 0:
            # Chromium refuses to be root's in its sandbox.
            arguments.append("--no-sandbox")
        options = {"args": arguments, "binary": shutil.which("chromium")}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self._session = self._ask("POST", "/session", wanted)["sessionId"]

    def __exit__(self, *_: object) -> None:
        try:
            self._ask("DELETE", f"/session/{self._session}")
        finally:
            self._end()

    def _end(self) -> None:
        self._driver.terminate()
        self._driver.wait()
        assert self._driver.stdout is not None
        self._driver.stdout.close()

    def open(self, path: Path) -> None:
        """Open a file of this machine."""
        self._do("url", url=path.as_uri())

    def find(self, selector: str) -> str:
        """The first element of a CSS selector. Raises AssertionError where there is none."""
        return self._do("element", using="css selector", value=selector)[_ELEMENT]

    def click(self, selector: str) -> None:
        """Click on an element."""
        self._do(f"element/{self.find(selector)}/click")

    def type(self, selector: str, words: str) -> None:
        """Type words into a field, in place of what stands there."""
        # By keys, as a person empties it: WebDriver's own way tells the page of no input.
        self._do(f"element/{self.find(selector)}/value", text=f"{_CTRL}a{_UP}{_BACKSPACE}{words}")

    def choose(self, name: str, value: str) -> None:
        """Choose a value of a list, by the name of the list."""
        self.click(f'select[name="{name}"] option[value="{value}"]')

    def texts(self, selector: str) -> list[str]:
        """The words of all elements of a selector that are in sight."""
        shown = (
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter(each => each.checkVisibility()).map(each => each.innerText)"
        )
        return self._do("execute/sync", script=shown, args=[selector])

    def _do(self, what: str, **given: object) -> Any:
        return self._ask("POST", f"/session/{self._session}/{what}", given)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            content = json.dumps(body).encode() if body is not None else None
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        finally:
            connection.close()
        if answer.status != 200:
            raise AssertionError(value["message"])
        return value
