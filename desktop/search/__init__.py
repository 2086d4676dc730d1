"""Finding words: the box, the query in the background, the results, the walk from hit to hit.

Here: what was asked and found. Not here: how it is found (db.search), where it is marked (reading). The
window alone may import this room; hits leave it as places.
"""
