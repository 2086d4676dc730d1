"""Files become numbered lines and tables (`SourceText`): text, Markdown, HTML, Word, PDF.

`reading.read_source` looks at the bytes, not at the name, and picks the reader; each reader is imported when
it is needed. Nothing in a file is trusted: every reader is bounded in size, nothing is fetched and nothing
runs.
"""
