"""What can go wrong with marks that a person can act on; each message is one plain Chinese sentence."""

from db.errors import PlanReaderError


class NewerFileError(PlanReaderError):
    """user.db was written by a newer version of the program. It is left untouched."""


class UnreadableError(PlanReaderError):
    """What the person entered can't be read in full just now: an answer without it would not be true."""


class MigrationError(PlanReaderError):
    """user.db could not be brought to this version. It is as it was before, and a copy of it is kept."""


class NotSavedError(PlanReaderError):
    """A change could not be written to user.db: the disk is full, the folder read-only, the file locked or
    gone. `why` says which, in a few words without a full stop.
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why}，改动还没有保存；已留在内存中，能写入时会自动保存，请不要关闭程序。", detail)
        self.why = why


class LockedError(NotSavedError):
    """Another program holds user.db just now."""


class ChangedElsewhereError(PlanReaderError):
    """A mark is no longer as it was when the change was prepared; nothing was written."""


class UnknownMarkError(PlanReaderError):
    """An id names no mark."""


class AnchorError(PlanReaderError):
    """Words can't be found where a mark should be put."""


class BackupError(PlanReaderError):
    """A backup could not be made, or is damaged."""


class ExchangeError(PlanReaderError):
    """A .planmarks file can't be read: no such file, too big, damaged, of a newer version,
    or not one at all.
    """


class CategoryError(PlanReaderError):
    """A colour can't be offered: there are eight already."""
