"""`marks`: lists, adds, removes, exports, imports and checks the person's own marks (批注).

What does the work is imported when it is asked for: this module is also there when the window opens.
"""

import argparse
from pathlib import Path
from pkgutil import resolve_name

from db.export.form import explained
from db.export.marks.forms import EXCERPTS, FORMS
from desktop.cli.verbs import Do, Verbs, choices, count, may_overwrite

_KINDS = {"highlight": "突出显示", "underline": "下划线", "note": "批注", "bookmark": "书签"}


def add(verbs: Verbs) -> None:
    """Add the verb and what it can do."""
    marks = verbs.add("marks", _late("list_marks"), "我的批注：列出，或添加、删除、导出、合并、检查")
    # Verbs within a verb, which have --json and --data as all others do.
    table = Verbs(marks.add_subparsers(metavar="操作", dest="marks_verb"))
    _add(table.add("add", _late("add"), "在一段文字上添加突出显示、批注或书签"))
    remove = table.add("remove", _late("remove"), "删除一条")
    remove.add_argument("id", metavar="ID", help="编号，见 marks")
    export = table.add("export", _late("export_marks"), "导出批注")
    forms = (*FORMS, EXCERPTS)
    names = [form.name for form in forms]
    export.add_argument("--format", choices=names, required=True, help=explained(forms))
    may_overwrite(export)
    export.add_argument("out", type=Path, metavar="OUT", help="输出文件")
    take = table.add("import", _late("import_marks"), "合并他人批注（.planmarks）")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--dry-run", action="store_true", help="只看会有什么变化，不合并")
    table.add("check", _late("check"), "检查批注文件、每条批注的位置和备份，并与现有批注比较")
    restore = table.add("restore", _late("restore"), "恢复批注：补回备份或损坏文件中现在没有的批注")
    restore.add_argument(
        "--from",
        "--backup",
        dest="source",
        metavar="NAME",
        help="备份或损坏记录的名称，见 marks check；也可以是任何地方的备份文件。"
        "省略时用损坏后可恢复的全部，或含有现在没有的批注的最近一份备份",
    )
    restore.add_argument(
        "--only",
        action="append",
        metavar="ID",
        help="只恢复这一条，可重复；现在内容不同的，另加一条",
    )
    restore.add_argument("--dry-run", action="store_true", help="只列出会恢复哪些，不恢复")
    backup = table.add("backup", _late("back_up"), "立即备份一次，或设定第二备份位置")
    place = backup.add_mutually_exclusive_group()
    place.add_argument("--place", type=Path, metavar="DIR", help="每份备份另存一份到这里，如U盘、另一块磁盘")
    place.add_argument("--no-place", action="store_true", help="不再另存")
    name = table.add("name", _late("name"), "您的署名：查看，或改为别的")
    name.add_argument("name", nargs="?", metavar="NAME", help="姓名；省略时只查看，空字符串为不署名")
    name.add_argument("--unit", metavar="TEXT", help="单位，如 市发改局")
    name.add_argument(
        "--rename", action="store_true", help="把以前用系统用户名和旧署名写的批注也改过来，别人的不改"
    )
    settle = table.add("settle", _late("settle"), "不再提醒批注文件损坏的事；当时的文件和备份仍保留")
    settle.add_argument("name", nargs="*", metavar="NAME", help="哪一次，见 marks check；省略时为全部")


def _add(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--key", required=True, metavar="KEY", help="段落编号，如 4.1.p2")
    verb.add_argument("--quote", metavar="TEXT", help="该段中的文字；书签可省略，即整段")
    verb.add_argument(
        "--nth", type=count, default=1, metavar="N", help="这几个字在该段出现多次时，第几处（默认第1处）"
    )
    verb.add_argument("--note", default="", metavar="TEXT", help="批注内容")
    verb.add_argument("--tag", action="append", default=[], metavar="T", help="标签，可重复")
    verb.add_argument(
        "--kind", choices=list(_KINDS), help=f"{choices(_KINDS)}；省略时有批注内容为批注，否则为突出显示"
    )
    verb.add_argument("--colour", metavar="NAME", help="颜色的名称，如 重点、疑问、待办")
    verb.add_argument("--state", choices=("待办", "已办"), help="作为任务")
    verb.add_argument("--lead-unit", default="", metavar="TEXT", help="牵头单位")
    verb.add_argument("--units", default="", metavar="TEXT", help="责任单位")
    verb.add_argument("--due", default="", metavar="TEXT", help="完成时限")
    verb.add_argument("--author", metavar="NAME", help="作者（省略时为 marks name 的署名）")
    verb.add_argument("--plan", metavar="SLUG", help="哪一部规划（省略时为随程序发布的规划）")


def _late(name: str) -> Do:
    def answer(options: argparse.Namespace, data: Path) -> int:
        # SQLAlchemy, which the marks are kept with, takes 200 ms: --help must not wait for it.
        return resolve_name(f"desktop.cli.mark_answers:{name}")(options, data)

    return answer
