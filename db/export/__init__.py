"""The one way out: everything that is written for people, as Word, Excel, Markdown, HTML or text.

A form of export is one row; the dialog and the command line read the same rows. No Qt: PDF and painting stay
in `desktop`.
"""
