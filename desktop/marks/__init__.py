"""What the person adds while reading (突出显示、批注、书签): the store that keeps it, the bar at a selection
and the panel.

`mark_store` holds the marks once for the window, and is the only one that writes them; `marks_room` is what
the person does with them, `marks_controller` the room as the shell knows it. Nothing here knows the page
itself: what is selected, and what is to be drawn, goes through `desktop.room.Reading`.
"""
