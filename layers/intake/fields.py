"""Which field of a file stands for which column of a layer."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import geopandas as gpd
import pandas as pd

from layers.catalogue import Column, LayerType
from layers.formats.raw import SHAPE, beside_shape
from layers.problems import Problem
from layers.text import CONTROL, INVISIBLE, Text
from layers.written import units
from layers.written.units import unit_factor

_YEAR = re.compile(r"\d{4}")
_SHOWN = 40
Wanted = TypeVar("Wanted", bound=str)
_RESERVED = {"id": "source_id"}  # the store numbers features itself


@dataclass(frozen=True)
class Match:
    """A field that stands for a column; `factor` brings its heading's unit to the column's."""

    field: str
    factor: float = 1.0


@dataclass
class Matching:
    """Fields by column name, the fields left over, and what was found on the way."""

    by_column: dict[str, Match] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def unique_names(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Return the frame with text headings that differ; a repeated one is numbered and reported.

    Control characters are removed from headings as from values: both go to terminals and tables.
    """
    names: list[str] = []
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    problems = []
    for given in frame.columns:
        shown = CONTROL.sub("", str(given))
        wanted = unicodedata.normalize("NFC", shown).strip() or "field"
        if shown != str(given):
            problems.append(Problem(None, wanted, "text_control", "repaired"))
        name = wanted
        while name in taken:
            numbers[wanted] = numbers.get(wanted, 1) + 1
            name = f"{wanted}_{numbers[wanted]}"
        if name != wanted:
            values = {"column": wanted, "fields": f"{wanted}, {name}"}
            problems.append(Problem(None, wanted, "field_duplicate", "warning", values))
        taken.add(name)
        names.append(name)
    geometry = names[[str(one) for one in frame.columns].index(str(frame.geometry.name))]
    plain = pd.DataFrame(frame).set_axis(names, axis=1)
    if geometry != SHAPE:
        plain = beside_shape(plain, problems)
    plain = plain.rename(columns={geometry: SHAPE})
    return gpd.GeoDataFrame(plain, geometry=SHAPE, crs=frame.crs), problems


def match(names: list[str], layer_type: LayerType, rename: Mapping[str, str]) -> Matching:
    """Match headings to columns: the user's word first, then the column's own name, then aliases.

    Names are compared without regard to case, width and a unit in brackets. Several fields for one
    column are an error unless the user or the exact name decides.
    """
    matching = Matching()
    claims = _claims(names, layer_type, rename, matching)
    for column in layer_type.columns:
        ranked = sorted(claims.get(column.name, []))
        if not ranked:
            continue
        best = ranked[0][0]
        first = [name for rank, _, name in ranked if rank == best]
        if len(first) > 1:
            values = {"column": column.name, "fields": ", ".join(first)}
            matching.problems.append(Problem(None, first[1], "field_duplicate", "error", values))
        elif len(ranked) > 1:
            values = {"column": column.name, "fields": ", ".join(name for _, _, name in ranked)}
            found = Problem(None, ranked[1][2], "field_duplicate", "warning", values)
            matching.problems.append(found)
        chosen = first[0]
        matching.by_column[column.name] = Match(chosen, _heading_factor(chosen, column))
        matching.problems += _unknown_unit(chosen, column) + _converted(chosen, column)
    used = {one.field for one in matching.by_column.values()}
    matching.extra = [name for name in names if name not in used]
    return matching


def _claims(
    names: list[str], layer_type: LayerType, rename: Mapping[str, str], matching: Matching
) -> dict[str, list[tuple[int, int, str]]]:
    """Return for each column the fields that could stand for it: (rank, position, field)."""
    claims: dict[str, list[tuple[int, int, str]]] = {}
    for name, target in rename.items():
        if name not in names or layer_type.column(target) is None:
            known = names if name not in names else [one.name for one in layer_type.columns]
            values = {"name": name if name not in names else target, "fields": ", ".join(known)}
            matching.problems.append(Problem(None, name, "field_unknown", "error", values))
    for position, name in enumerate(names):
        for rank, column in _columns_for(name, layer_type, rename):
            claims.setdefault(column, []).append((rank, position, name))
    return claims


def as_headed(asked: Mapping[str, Wanted], names: Iterable[str]) -> dict[str, Wanted]:
    """Return what a user asks of columns under the names that the file writes.

    A name that the file does not have is taken for the one that differs from it only in case,
    width, spaces, line ends and signs that nobody sees, if there is one such.
    """
    known = list(names)
    found = {}
    for name, value in asked.items():
        alike = [one for one in known if _key(one) == _key(name)]
        found[alike[0] if name not in known and len(alike) == 1 else name] = value
    return found


def names_column(name: str, layer_type: LayerType) -> bool:
    """Return whether a heading by itself stands for a column of the layer."""
    return next(_columns_for(name, layer_type, {}), None) is not None


def _columns_for(
    name: str, layer_type: LayerType, rename: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Yield the column that a heading names, with how surely it does (0 is surest)."""
    if name in rename:
        yield 0, rename[name]
        return
    bare, _ = _split_unit(name)
    for column in layer_type.columns:
        if name == column.name:
            yield 1, column.name
        elif _key(name) == column.name:
            yield 2, column.name
        elif _key(bare) in {_key(known) for known in (*column.aliases, *column.title)}:
            yield 3, column.name


def _key(name: str) -> str:
    """Return a name without case, width, spaces (`名  称`) and signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(one for one in plain if not one.isspace() and one not in INVISIBLE).casefold()


def _split_unit(name: str) -> tuple[str, str]:
    """Return a heading and the unit behind it: in brackets, or an area's without."""
    bare, unit = units.split(name)
    return (bare, unit) if unit else units.split_area(name)


def _heading_factor(name: str, column: Column) -> float:
    """Return the factor of a unit in the heading; 1 when there is none or it is not a unit."""
    _, unit = _split_unit(name)
    if not unit or column.kind not in ("number", "integer"):
        return 1.0
    return unit_factor(unit, column.unit) or 1.0


def _unknown_unit(name: str, column: Column) -> list[Problem]:
    """Return a warning where brackets in a heading may name a unit that is not undone."""
    _, unit = _split_unit(name)
    if not unit or not column.unit or _YEAR.search(unit) or unit_factor(unit, column.unit):
        return []
    values = {"unit": unit[:_SHOWN], "taken": column.unit}
    return [Problem(None, name, "heading_unit_unknown", "warning", values)]


def _converted(name: str, column: Column) -> list[Problem]:
    """Return a note where the unit in a heading scales its numbers."""
    factor = _heading_factor(name, column)
    if factor == 1.0:
        return []
    taken = column.unit or Text("个", "ones")
    values = {"unit": _split_unit(name)[1][:_SHOWN], "factor": f"{factor:,.10g}", "taken": taken}
    return [Problem(None, name, "heading_unit_converted", "repaired", values)]


def safe_name(name: str, taken: set[str]) -> str:
    """Return the name under which an extra field is kept: not one the store uses itself."""
    wanted = _RESERVED.get(name.casefold(), name)
    while wanted in taken:
        wanted += "_"
    return wanted
