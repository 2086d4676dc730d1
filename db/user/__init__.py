"""What the reader adds to a plan: highlights, underlines, notes and bookmarks, kept in user.db.

`marks.Marks` is the door: it opens user.db, holds the marks, writes each change to disk and gives it back so
that it can be undone. Beside it: `anchors` and `placing` (where a mark stands, also in another edition),
`backup` and `rescue` (copies, damaged files), `planmarks` and `merging` (files of colleagues), `export`
(files for people). Nothing here knows how plans are stored or searched: plans are handed in as records.
SQLAlchemy is imported when user.db is opened, Alembic when it is created or migrated, the office formats when
they are written.
"""
