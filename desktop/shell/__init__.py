"""The frame of the window: the window itself, actions, docks and bars.

It places and connects the rooms and knows them only through `desktop.room`. Rooms do not import it.
"""
