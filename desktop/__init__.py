"""The plan on screen, and the program around it: what the reader sees, does and types.

A folder is something the reader does (`reading`, `search`, …); files at the top are the shell around them:
`app` builds the parts, `window` places them, `commands` are the verbs of the command line. Imports `db`;
nothing imports this.
"""
