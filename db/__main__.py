"""`python -m db build`: what is shipped, or one plan from a source text of one's own."""

import argparse
import json
import sys
from pathlib import Path

from db.errors import PlanReaderError, SourceError
from db.library.build import build_index, build_plan, is_current
from db.source.lines import checksum, read_bytes
from db.source.meta import read_meta

_RESOURCES = Path(__file__).resolve().parent.parent / "resources"
"""A path and no import: `db` doesn't know the package of resources."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. 0: done; 1: could not, told in one sentence on stderr; 2: wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m db", description="由规划原文生成 plan.db 与全文索引。")
    verbs = parser.add_subparsers(required=True, metavar="build")
    build = verbs.add_parser("build", help="生成规划数据；不带选项时生成随程序发布的规划")
    build.add_argument("--source", type=Path, help="规划原文（UTF-8 文本）")
    build.add_argument("--meta", type=Path, help="说明文件（TOML）；省略时取原文旁同名的 .toml")
    build.add_argument("--out", type=Path, help="输出文件夹，其中写入 plan.db 和 index/")
    build.add_argument("--if-needed", action="store_true", help="已是最新时不重新生成")
    build.add_argument("--json", action="store_true", help="以 JSON 输出导入报告")
    options = parser.parse_args(arguments)
    if (options.source is None) != (options.out is None) or (options.meta and not options.source):
        build.error("--source 与 --out 要一起给出")
    try:
        for source, meta, out in _jobs(options.source, options.meta, options.out):
            if options.if_needed and is_current(source, out):
                continue
            report = build_plan(source, meta, out)
            build_index(out)
            print(json.dumps(report.as_json(), ensure_ascii=False) if options.json else report.as_text())
    except PlanReaderError as error:
        # Not among the reports: with --json stdout is read by other programs.
        print(error, file=sys.stderr)
        return 1
    return 0


def _jobs(source: Path | None, meta: Path | None, out: Path | None) -> list[tuple[Path, Path, Path]]:
    if source is not None and out is not None:
        return [(source, meta or source.with_suffix(".toml"), out)]
    return [_shipped(meta) for meta in sorted((_RESOURCES / "source").glob("*.toml"))]


def _shipped(meta: Path) -> tuple[Path, Path, Path]:
    """A shipped plan's job. Its source must be the very file that was received."""
    described = read_meta(meta)
    source = meta.with_suffix(".txt")
    if checksum(read_bytes(source)) != described.sha256:
        raise SourceError(
            f"随程序发布的原文“{source.name}”与登记的校验值不一致，可能被截断或改动过，没有生成。"
        )
    return source, meta, _RESOURCES / "ready" / described.info.slug


if __name__ == "__main__":
    sys.exit(main())
