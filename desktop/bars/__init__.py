"""Bars (图表): the one chart of the program, drawn with Qt alone. It knows neither plans nor tables; whoever shows it gives it
labels and numbers, and hears which bar was clicked. Below the rooms, because tables and overview need it alike.
"""
