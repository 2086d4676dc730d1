"""A plan's records become a QTextDocument, for screen and paper alike, with a map between the two.

Here: formats, the order of things on the page, boxes and tables, the sign of a lost figure, pages of paper.
Not here: scrolling, hits, choosing what is printed. Every room of `desktop` may import this one; it imports
none.
"""
