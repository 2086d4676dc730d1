"""Finding words: the passages of a plan become an index and are asked (`Searcher` in `query`, `build` in
`index`).

Every literal occurrence is found and none that is not there: the index only proposes passages, the text
itself decides. An index is a private cache beside its plan.db, never taken from elsewhere: it holds pickles.
Whoosh is imported only when an index is opened or built; without one the same answers come from a plain scan.
Nothing is re-exported here.
"""
