"""Reading a plan: the page in one scroll, and the outline (目录) beside it.

Here: what is seen and where the person is. Not here: finding words (search), setting type (typeset, which
this room uses). The window alone may import this room; places come and go as signals.
"""
