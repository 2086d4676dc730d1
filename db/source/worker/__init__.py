"""A process of its own reads the files that people bring: what hangs, crashes or eats the memory there costs
a sentence, and not the window.

`client` is the program's side: it starts a worker, keeps it between files, and ends it. `server` is the
worker's side: bytes come in, a `Plan` goes out. `messages` go through two pipes, records in them as plain
data (`plain`): nothing that a worker answers can run code in the program. `confinement` is what it may use.
"""
