"""The overview (概览): what a plan is and what it holds, in figures and bars that lead to what they show.

Counts records and draws them with Qt alone. It knows neither the page nor the tables: it says by signals
where the person wants to go. Made when it is first shown; only the window imports it.
"""
