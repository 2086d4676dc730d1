"""What the person adds while reading (突出显示、批注、书签): the store that keeps it, the bar at a selection
and the panel.

`mark_store` holds the marks as the window shows them and is the only one that writes; `marks_controller` is
the room as the shell knows it. Nothing here knows the page: it is told what is selected, and asks for places.
"""
