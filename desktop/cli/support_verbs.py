"""`selftest`, for support and for the build; `offscreen`, for a machine without a display."""

import argparse
import json
from pathlib import Path

from db.files import exported
from desktop.cli.verbs import Verbs, may_overwrite, print_json, refuse_overwriting
from desktop.folders import open_library


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    selftest = verbs.add("selftest", _selftest, "自检：打开数据、核对版本、查找、绘制窗口")
    selftest.add_argument("--out", type=Path, metavar="FILE", help="把自检报告写入文件")
    may_overwrite(selftest)
    # Without words of help it is not listed: it is for the build, not for people.
    offscreen = verbs.add("offscreen", _offscreen)
    offscreen.add_argument("--out", type=Path, metavar="DIR", default=Path("plan-reader-offscreen"))


def _selftest(options: argparse.Namespace, data: Path) -> int:
    from desktop.app.selftest import check

    if options.out is not None:
        refuse_overwriting(options, options.out)
    report = check(open_library(data), data)
    text = json.dumps(report.as_json(), ensure_ascii=False) if options.json else report.as_text()
    if options.out is not None:
        with exported(options.out) as part:
            part.write_text(text + "\n", "utf-8", newline="\n")
    elif options.json:
        print_json(report.as_json())
    else:
        print(text)
    return 0 if report.passed else 1


def _offscreen(options: argparse.Namespace, data: Path) -> int:
    from desktop.app.start import offscreen

    return offscreen(options.out, data)
