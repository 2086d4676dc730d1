"""What can go wrong when printing, in sentences for the reader."""

from db.errors import PlanReaderError


class NothingToPrintError(PlanReaderError):
    """No chapter is ticked, or what is ticked is empty."""


class CancelledError(PlanReaderError):
    """The reader called it off; nothing was left behind."""


class OutputError(PlanReaderError):
    """The printer can't take the pages."""


def cancelled_error() -> CancelledError:
    """The one sentence for it."""
    return CancelledError("已取消，没有留下文件。")
