"""Which version of the program this is."""

VERSION = "0.1.0"
"""The same as in pyproject.toml, which is not there when the program is frozen; a test compares them."""
