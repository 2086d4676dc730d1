"""A plan's projects, targets and tables as data: rows that can be filtered, sorted, grouped, totalled,
checked and taken out.

Here: records and what is worked out from them, in memory. Not here: reading the text (db.source), storing
(db.plan), and what the person adds (db.user), which comes in as records. The command line and the tables room
may import it.
"""
