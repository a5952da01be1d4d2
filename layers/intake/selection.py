"""Take some rows of a file, such as one year of a long table, and keep their row numbers."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from layers.arrays import Ints
from layers.formats.raw import RawLayer
from layers.problems import Problem


def select(raw: RawLayer, where: Mapping[str, str]) -> tuple[RawLayer, Ints]:
    """Return the rows whose columns have the values of `where`, and their numbers in the file.

    Values are compared as the text the user sees: `2020` finds the number 2020 and the text
    "2020". A column that the file does not have is an error; that rows were taken is said.
    """
    rows = np.arange(1, len(raw.frame) + 1) if raw.numbers is None else raw.numbers
    if not where:
        return raw, rows
    absent = [name for name in where if name not in raw.frame.columns]
    if absent:
        columns = ", ".join(str(name) for name in raw.frame.columns if name != "geometry")
        faults = [
            Problem(None, name, "where_unknown", "error", {"accepted": columns}) for name in absent
        ]
        return dataclasses.replace(raw, notes=[*raw.notes, *faults]), rows
    taken = np.ones(len(raw.frame), dtype=bool)
    for name, value in where.items():
        seen = [_as_text(one) for one in raw.frame[name].tolist()]
        taken &= np.array([one == value.strip() for one in seen], dtype=bool)
    kept = rows[taken]
    # Notes count the rows of the frame, with or without blank ones between.
    place = {int(row) + 1: at for at, row in enumerate(np.flatnonzero(taken), start=1)}
    notes = [
        dataclasses.replace(note, row=place[note.row]) if note.row else note
        for note in raw.notes
        if note.row is None or note.row in place
    ]
    condition = ", ".join(f"{name}={value}" for name, value in where.items())
    values = {"count": int(taken.sum()), "all": len(rows), "condition": condition}
    said = Problem(None, None, "rows_selected", "warning", values)
    frame = raw.frame[taken].reset_index(drop=True)
    return dataclasses.replace(raw, frame=frame, notes=[said, *notes], numbers=kept), kept


def renumber(
    problems: Sequence[Problem], rows: Ints, heading_row: int | None = None
) -> list[Problem]:
    """Give problems of the selected rows the numbers that these rows have in the file.

    `heading_row` is the row of a table that holds the last of its headings.
    """
    return [
        problem if problem.row is None else _renumbered(problem, problem.row, rows, heading_row)
        for problem in problems
    ]


def _renumbered(problem: Problem, row: int, rows: Ints, heading_row: int | None) -> Problem:
    values = dict(problem.values)
    if isinstance(values.get("other"), int):
        values["other"] = int(rows[values["other"] - 1])
    number = int(rows[row - 1])
    below = None if heading_row is None else number + heading_row
    return dataclasses.replace(problem, row=number, values=values, file_row=below)


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
