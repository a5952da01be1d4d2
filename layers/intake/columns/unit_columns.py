"""A column of units beside the numbers: it is not applied, and that is told."""

import re
from collections.abc import Iterable

import pandas as pd

from layers.catalogue import Column
from layers.problems import Problem
from layers.written.plain import plain
from layers.written.units import unit_factor, unit_in

_HEADING = re.compile(r".*(单位|units?)")
_NAMED = 5


def untaken_units(
    table: pd.DataFrame, extra: Iterable[str], read: dict[str, Column]
) -> list[Problem]:
    """Return a warning for each further column of units that the numbers may be written in.

    `read` gives the columns of numbers by their fields. `单位` also heads organizations: it holds
    units where each of its cells is one. Units in which a column of numbers is anyway, as square
    meters of areas, are no news, nor are those that no column can have.
    """
    problems = []
    for name in extra:
        if not read or not _HEADING.fullmatch(plain(name)):
            continue
        texts = [one for one in table[name].dropna().unique().tolist() if str(one).strip()]
        found = [unit_in(str(one)) for one in texts]
        if not found or None in found:
            continue
        other = {unit: fields for unit in found if unit and (fields := _other(unit, read))}
        if other:
            fields = list(dict.fromkeys(field for one in other.values() for field in one))
            values = {
                "units": ", ".join(list(other)[:_NAMED]),
                "fields": ", ".join(fields[:_NAMED]),
            }
            problems.append(Problem(None, name, "unit_column", "warning", values))
    return problems


def _other(unit: str, read: dict[str, Column]) -> list[str]:
    """Return the fields of which a unit changes the numbers; none where a field is in it."""
    factors = {
        field: factor
        for field, column in read.items()
        if (factor := unit_factor(unit, column.unit or "")) is not None
    }
    return [] if 1.0 in factors.values() else list(factors)
