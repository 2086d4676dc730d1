"""What can go wrong that a person can act on. Each message is one plain Chinese sentence, ready to be shown.

Everything else that is raised is a bug and belongs in a crash report.
"""

from db.filenames import readable


class PlanReaderError(Exception):
    """Base class of all of these: `str(error)` is the sentence for the person, `detail` is for the log.

    The sentence is one line that every terminal, window and file takes, whatever name of a file is in it.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(readable(message))
        self.detail = detail


class SourceError(PlanReaderError):
    """A source text can't be read: missing, empty, not UTF-8, or without anything to read in it."""


class ReadingBugError(SourceError):
    """The program itself failed at a file, in the process that reads it. `detail` is the traceback."""

    @property
    def bug(self) -> Exception:
        """What a crash report tells; without the sentence, which names the file."""
        return RuntimeError(f"in the process that reads files:\n{self.detail}")


class StoreError(PlanReaderError):
    """A plan.db is missing, damaged, unreadable or of another version.

    It can be built again from its source.
    """


class IndexDamagedError(PlanReaderError):
    """A search index is missing, unfinished, damaged or of another version.

    It can be built again from its plan.db.
    """


class UnknownKeyError(PlanReaderError):
    """A key names no chapter, box or passage of the plan."""


class DataFolderError(PlanReaderError):
    """The folder for the person's own files can't be made or written."""


class ExportError(PlanReaderError):
    """A file that the person asked for could not be written. What was there is as it was."""
