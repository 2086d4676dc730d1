"""What says whether the project is sound: the checks of each change, the installer on a bare system.

Over setup and release, and imported only by dev.py's verbs.
"""
