"""The columns of all results: one title, unit and number of decimals each, for every door.

Begin with `COLUMNS`; `table.py` holds them, `parks.py` those of each class of park
size, `access.py` and `network.py` those of access and of the streets.
"""

from app.analyses.columns.table import COLUMNS

__all__ = ["COLUMNS"]
