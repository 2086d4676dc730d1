"""`selftest`, for support and for the build; `offscreen`, for a machine without a display."""

import argparse
import json
from pathlib import Path

from db.errors import PlanReaderError
from desktop.cli.verbs import Verbs, print_json
from desktop.folders import open_library


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    selftest = verbs.add("selftest", _selftest, "自检：打开数据、核对版本、查找、绘制窗口")
    selftest.add_argument("--out", type=Path, metavar="FILE", help="把自检报告写入文件")
    offscreen = verbs.add("offscreen", _offscreen)
    offscreen.add_argument("--out", type=Path, metavar="DIR", default=Path("plan-reader-offscreen"))


def _selftest(options: argparse.Namespace, data: Path) -> int:
    from desktop.app.selftest import check

    report = check(open_library(data), data)
    text = json.dumps(report.as_json(), ensure_ascii=False) if options.json else report.as_text()
    if options.out is not None:
        try:
            options.out.write_text(text + "\n", "utf-8")
        except OSError as error:
            raise PlanReaderError(f"自检报告写不进“{options.out}”，请换一个位置。", str(error)) from error
    elif options.json:
        print_json(report.as_json())
    else:
        print(text)
    return 0 if report.passed else 1


def _offscreen(options: argparse.Namespace, data: Path) -> int:
    from desktop.app.start import offscreen

    return offscreen(options.out, data)
