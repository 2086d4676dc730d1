"""What can go wrong when printing, in sentences for the person."""

from db.errors import PlanReaderError


class NothingToPrintError(PlanReaderError):
    """No chapter is ticked, or what is ticked is empty."""


class OutputError(PlanReaderError):
    """The printer can't take the pages."""
