"""What the person adds to a plan: highlights, underlines, notes and bookmarks, kept in user.db.

`marks.Marks` is the door: it opens user.db, holds the marks, writes each change to disk and gives it back so
that it can be undone. Beside it: `anchors` and `edition_move` (where a mark stands, also in another
edition), `backup` and `rescue` (copies, damaged files), `planmarks` and `merge` (files of colleagues). Files
for people are written by db.export.marks. Nothing here knows how plans are stored or searched: plans are
handed in as records. SQLAlchemy is imported when user.db is opened, Alembic when it is created or migrated.
"""
