"""What somebody wants a feature to be, checked as a file of one row would be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from layers.catalogue import LayerType
from layers.crs import LONLAT
from layers.errors import LayerError
from layers.intake import IntakeContext
from layers.intake.schema import Place, check
from layers.intake.values import json_safe
from layers.problems import Problem
from layers.text import Text

OWN = frozenset({"id", "geometry", "properties", "area_id", "kind"})
"""Names that a value cannot have: they say something else of a feature."""


class FeatureRefusedError(LayerError):
    """A feature does not fit its layer; `problems` lists every cause with its field and mend."""

    message = Text(
        "要素不符合图层“{layer}”的要求：{first}",
        "the feature does not fit layer '{layer}': {first}",
    )

    def __init__(self, layer: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        self._first = next(one for one in self.problems if one.severity == "error")
        super().__init__(layer=layer)

    def text(self, language: str) -> str:
        """Return the first cause in `language`."""
        first = self._first
        place = first.place(language) + ": " if first.field else ""
        told = place + first.text(language)
        return self.message.in_language(language, layer=self.details["layer"], first=told)


@dataclass(frozen=True)
class Draft:
    """Cells by the name of their column, and a geometry in EPSG:4326; None: it stays as it is."""

    cells: Mapping[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None


@dataclass(frozen=True)
class Examined:
    """A draft that may be stored, and what was noticed or mended on the way."""

    draft: Draft
    problems: tuple[Problem, ...]


def examine_draft(
    kind: LayerType,
    draft: Draft,
    context: IntakeContext,
    *,
    present: Draft | None = None,
) -> Examined:
    """Check a draft for a layer; `present` is what is stored, None for a new feature.

    Of a change only what it gives is checked: what is stored was checked when it came.

    Raises
    ------
    FeatureRefusedError
        Lists each field that is at fault and what is accepted.
    """
    reserved = [
        Problem(None, name, "field_reserved", "error", {"value": name})
        for name in draft.cells
        if name in OWN
    ]
    known = {name: value for name, value in draft.cells.items() if kind.column(name)}
    needed = {} if present is None else _required(kind, present)
    shape = draft.geometry or (present.geometry if present else None)
    row = {name: [value] for name, value in {**needed, **known}.items()}
    frame = gpd.GeoDataFrame(
        pd.DataFrame(row, index=[0], dtype=object),
        geometry=np.array([shape], dtype=object),
        crs=LONLAT,
    )
    place = Place(context.boundary, context.community_names)
    clean, found = check(frame, kind, place=place)
    if present is not None and draft.geometry is None:
        found = [one for one in found if one.field is not None]
    found = [_without_row(one) for one in found]
    if len(clean) > 1:
        found.append(Problem(None, None, "geometry_parts", "error"))
    problems = (*reserved, *found)
    if any(one.severity == "error" for one in problems) or clean.empty:
        raise FeatureRefusedError(kind.id, problems)
    return Examined(_storable(kind, draft, clean, whole=present is None), problems)


def _required(kind: LayerType, present: Draft) -> dict[str, Any]:
    return {
        column.name: present.cells.get(column.name) for column in kind.columns if column.required
    }


def _without_row(problem: Problem) -> Problem:
    return Problem(None, problem.field, problem.code, problem.severity, problem.values)


def _storable(kind: LayerType, draft: Draft, clean: gpd.GeoDataFrame, *, whole: bool) -> Draft:
    """Return the values in the kinds of their columns: those given, and what follows from them."""
    row = clean.iloc[0]
    values: dict[str, Any] = {}
    for column in kind.columns:
        value = row[column.name]
        missing = bool(pd.isna(value)) if pd.api.types.is_scalar(value) else value is None
        if column.name in draft.cells or (whole and not missing):
            values[column.name] = None if missing else value
    further = {
        name: json_safe(value) for name, value in draft.cells.items() if not kind.column(name)
    }
    moved = draft.geometry is not None
    return Draft({**further, **values}, row.geometry if moved else None)
