"""Finding words. A `SearchQuery` (`query`) says what is asked, a `Searcher` (`searcher`) answers it.

On the way: `query` takes the words apart into `query_terms`, `pinyin` adds how they may be meant, `corpus`
and `postings` propose passages, and the texts themselves decide: every literal occurrence is found, and none
that is not there. `index` builds what `postings` reads, a private cache beside its plan.db, never taken from
elsewhere: it holds pickles. Whoosh is imported only when an index is opened or built; without one the same
answers come from a plain scan. Nothing is re-exported here.
"""
