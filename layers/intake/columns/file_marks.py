"""The decimal marks of a file as a whole: what its columns show, and which the user names."""

import dataclasses
from collections.abc import Collection, Mapping

import pandas as pd

from layers.problems import Problem
from layers.text import Text
from layers.written.conventions import Conventions, Shown
from layers.written.numbers import decide

_LONGEST = 300


def with_marks_shown(columns: Mapping[str, pd.Series], told: Conventions) -> Conventions:
    """Return the conventions with what the columns of numbers show, by their headings.

    Only cells of text show something: numbers of programs have no mark. A column of which the user
    states the mark shows nothing of the others.
    """
    for name, cells in columns.items():
        if pd.api.types.is_numeric_dtype(cells.dtype) or name in told.decimals:
            continue
        shown = decide(dict.fromkeys(cell for cell in cells if isinstance(cell, str)))
        if shown.comma is not None and told.comma_elsewhere is None:
            column = Text(f"列“{name}”", f"column '{name}'")
            told = dataclasses.replace(told, comma_elsewhere=Shown(column, shown.comma))
        if shown.point is not None:
            told = dataclasses.replace(told, point_elsewhere=True)
    return told


def unknown_columns(
    told: Conventions, names: Collection[str], read: Collection[str], places: Collection[str]
) -> list[Problem]:
    """Return an error for each column of which a mark is stated, and that is not read as numbers.

    `names` are the columns of the file, `read` those that are read as numbers, and `places` those
    that hold its coordinates.
    """
    problems = []
    for name in told.decimals:
        if name in read or name in places:
            continue
        known = [*read, *places] if name in names else [*places, *names]
        values = {"name": name, "fields": ", ".join(known)[:_LONGEST] or "—"}
        code = "decimal_no_number" if name in names else "decimal_unknown"
        problems.append(Problem(None, name, code, "error", values))
    return problems
