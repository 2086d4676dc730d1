"""What can go wrong when printing, in sentences for the reader."""

from db.errors import PlanReaderError


class NothingToPrintError(PlanReaderError):
    """No chapter is ticked, or what is ticked is empty."""


class CancelledError(PlanReaderError):
    """The reader called it off; nothing was left behind."""


class OutputError(PlanReaderError):
    """The file or the printer can't take the pages."""


def cancelled_error() -> CancelledError:
    """The one sentence for it."""
    return CancelledError("已取消，没有留下文件。")


def unwritable(name: str, detail: str) -> OutputError:
    """A file that can't be written; `name` without its folder."""
    return OutputError(
        f"“{name}”写不进去，可能正被其他程序打开，或所在文件夹不能写入。请换一个文件名或位置。", detail
    )
