"""What makes a machine ready to work on the project: Python, system libraries, .venv, the lock file.

Imported by dev.py, release and verify; imports neither. interpreter.py and this file run on any Python from
3.8 on, because they say which Python is needed; the rest may use 3.11.
"""
