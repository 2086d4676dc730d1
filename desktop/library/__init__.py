"""规划库: the plans that there are; files come in, are reviewed line by line, and go again.

What is done to files and plans is `db.library.library`; here it is asked for, shown while it goes on, and
told. Only the window and what joins the room to it may import from here.
"""
