"""The columns of all results: one title, unit and number of decimals each, for every door.

Begin with `COLUMNS`; `table.py` holds them, `parks.py` those of each class of park size.
"""

from app.analyses.columns.table import COLUMNS

__all__ = ["COLUMNS"]
