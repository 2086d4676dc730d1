"""One run of the program: start, session, single instance, settings, crash reports, self-test.

The top floor: it builds the window and hands each part what it needs. Nothing below imports it.
"""
