"""Which plans there are: the bundled one and the person's own; importing, building, opening, repairing them.

Over `source`, `plan` and `search`; the command line and the window ask here for a plan.
"""
