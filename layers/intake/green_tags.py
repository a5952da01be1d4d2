"""Green spaces of any file: which are parks, by the tags that came with them.

The same tags give the same class as from an extract (`layers.formats.osm.greens`). What a file
says of the class itself is believed before them.
"""

import pandas as pd

from layers.formats.osm.greens import DECIDING, KEYS, green_class
from layers.intake.streets.tags import field_of, stated
from layers.problems import Problem

LAYER, FIELD = "green_spaces", "green_class"


def with_green_class(values: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Fill `green_class` where a file says nothing of it and its tags do; report how many.

    Parameters
    ----------
    values
        Columns of the catalogue (`green_class`) and the file's further fields, by row, among them
        `leisure`, `landuse`, `access` and `garden:type` where it has them.
    """
    unknown = values[FIELD].isna()
    if not unknown.any() or not any(field_of(values, key) for key in DECIDING):
        return values, []
    told = pd.DataFrame({key: stated(values, key) for key in KEYS})
    found = pd.Series(
        [
            green_class({str(k): str(v) for k, v in row.items() if v})
            for row in told.to_dict("records")
        ],
        values.index,
        dtype=object,
    )
    taken = unknown & found.notna()
    if not taken.any():
        return values, []
    filled = values[FIELD].astype(object).where(~taken, found)
    report = {"taken": int(taken.sum()), "count": int(unknown.sum())}
    told_by = ", ".join(str(name) for key in DECIDING if (name := field_of(values, key)))
    return values.assign(**{FIELD: filled}), [
        Problem(None, FIELD, "green_classes_by_tags", "repaired", {**report, "tags": told_by})
    ]
