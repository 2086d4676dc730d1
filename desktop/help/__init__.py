"""Help (帮助): the user guide, the sheet of shortcuts, about with the licences, and the report of a problem.

The guide and the licences are files in resources/help; the sheet is made from the table of actions. Made when
it is first asked for; only the session imports it.
"""
