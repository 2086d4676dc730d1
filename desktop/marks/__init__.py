"""What the reader adds while reading (突出显示、批注、书签): the desk that keeps it, the bar at a selection,
the panel.

`desk` holds the marks as the window knows them and is the only one that writes; `marks_room` is the door for
the window. Nothing here knows the page: it is told what is selected, and asks for places.
"""
