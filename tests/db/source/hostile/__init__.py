"""Documents with known figures, written in each format in the ways that make other programs join or lose them.

`document` says what stands in a document, a writer for each format writes it, and `tests/db/source/test_figures.py`
imports the result. To try another format, add a writer to `WRITERS` in `writers`.
"""
