"""A column's cells read together: where one has two readings, the others may decide.

Begin with `dates.read_dates`.
"""
