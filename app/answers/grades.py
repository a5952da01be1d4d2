"""Grades of facilities as readers know them: by the titles that their kinds declare.

Tables for people (pages, terminals, Excel) show titles; JSON, GeoJSON and CSV keep the ids, as
programs and imports read them.
"""

import pandas as pd

from layers.catalogue import LAYER_TYPES
from layers.text import Text

GRADES = {
    "below": Text("未达标", "Below the standard"),
    "district": Text("区级", "District"),
    "subdistrict": Text("街道级", "Subdistrict"),
}
"""A grade is free text; those that layers have in common, whether kinds declare them or not."""
GRADING = ("grade", "green_class")
"""The columns of layers that tell grades."""
GRADED = ("grade", "met_by_grade")
"""The columns of results that hold grades."""


def grade_titles(layer: str) -> dict[str, Text]:
    """Return the titles of the grades of a kind of facilities, or of the classes of greens.

    Nothing for layers that have neither.
    """
    kind = LAYER_TYPES.get(layer)
    columns = [one for name in GRADING if kind and (one := kind.column(name))]
    own = {key: said for one in columns for key, said in one.choices.items()}
    return GRADES | own if columns else {}


def with_grade_titles(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return a table with grades by their titles; a grade that nobody declared stays as it is.

    The `id` of a row names the kind of facility, as in what serves a point.
    """
    columns = [name for name in GRADED if name in table]
    if not columns or "id" not in table:
        return table
    return table.assign(
        **{
            name: pd.Series(
                [
                    _said(str(layer), grade, language)
                    for layer, grade in zip(table["id"], table[name], strict=True)
                ],
                index=table.index,
                dtype=object,
            )
            for name in columns
        }
    )


def _said(layer: str, grade: object, language: str) -> object:
    title = grade_titles(layer).get(grade) if isinstance(grade, str) else None
    return title.in_language(language) if title else grade
