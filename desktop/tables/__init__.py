"""The tables room (规划项目、量化目标、专栏、涉及乡镇、原文缺失、核对): a plan as data.

It takes plans and what the person filled in as records, and asks by signals for a Place to be shown or a
record to be kept. It knows neither the page nor any store. Sorting, filtering and grouping are done by
db.tables in the background, not by a proxy: Qt's own asks Python for each cell, which takes seconds at a
hundred thousand rows.
"""
