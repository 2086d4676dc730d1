"""Turns a plan's records into a QTextDocument, for screen and paper alike, and keeps a map between them.

Here: formats, the order of things on the page, boxes and tables, the sign of a lost figure, pages of paper.
Not here: scrolling, hits, choosing what is printed. Every room of `desktop` may import this
package; it imports no room.
"""
