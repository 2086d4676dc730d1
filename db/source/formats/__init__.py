"""Files become numbered lines and tables (`SourceText`): text, Markdown, HTML, Word (new and old), PDF, OFD.

`detection` has a row for each format, looks at the bytes, not at the name, and calls what reads the format,
which is a module of its own. Nothing in a file is trusted: what is read is bounded in size, nothing is
fetched and nothing runs.
"""
