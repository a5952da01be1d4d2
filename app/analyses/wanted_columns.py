"""Which columns of a layer analyses need: what an import lacks is told when it is imported.

What analyses and standards declare themselves is taken from them: whom they count, which supply
they take, which column a measure reads, which classes and grades a rule counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from app.analyses import ANALYSES
from app.analyses.access.access import ACCESS
from app.analyses.green.catchment_green import CATCHMENT_GREEN
from app.analyses.green.park_coverage import PARK_COVERAGE
from app.analyses.scenario.scenario import WHAT_IF
from app.analyses.standards.gaps import GAPS
from layers.catalogue import Column, LayerType
from layers.problems import Problem
from layers.text import Text
from spatial.rules import Rule, Standard
from spatial.standards.measures.table import MEASURES

NO_RESULT = Text("{analyses} 将缺少结果", "{analyses} will lack results")
NO_PEOPLE = Text(
    "{analyses} 将缺少人口（另有人口格网或人口栅格时除外）",
    "{analyses} will lack people, unless population cells or a raster hold them",
)
ONE_FLOOR = Text(
    "按住宅建筑面积分配人口时（weighting=dwellings）每栋按一层计",
    "people placed by dwelling floor area (weighting=dwellings) take each building for one floor",
)
ALL_HOMES = Text(
    "按住宅建筑面积分配人口时（weighting=dwellings）都算作住宅",
    "people placed by dwelling floor area (weighting=dwellings) take them all for homes",
)
ALL_WALKED = Text(
    "步行距离把每条道路都算作可步行，快速路也在内",
    "distances on foot take every street for walkable, motorways too",
)


Way = Literal["replace", "append", "extract"]
"""How rows came: in the place of those there, beside them, or from an OpenStreetMap extract."""
MENDS: dict[Way, Text] = {
    "replace": Text(
        "补全该列，或指明列名：flask layers import {area} {layer} FILE --replace"
        " --rename OLD={column}",
        "fill it in, or say which column it is: flask layers import {area} {layer} FILE --replace"
        " --rename OLD={column}",
    ),
    "append": Text(
        "补全该列，或指明列名：若已写入，先撤销：flask layers undo {area} {layer}；然后"
        " flask layers import {area} {layer} FILE --append --rename OLD={column}"
        "（--replace 会移除原有各行）",
        "fill it in, or say which column it is: where the rows were written, take them back first"
        " (flask layers undo {area} {layer}), then flask layers import {area} {layer} FILE --append"
        " --rename OLD={column} (--replace would remove the rows that were there before)",
    ),
    "extract": Text(
        "导出后补全该列再导入：flask layers export {area} {layer} -o FILE，"
        "flask layers import {area} {layer} FILE --replace",
        "fill it in and import it again: flask layers export {area} {layer} -o FILE, then"
        " flask layers import {area} {layer} FILE --replace",
    ),
}
"""What fits each: what adds rows must not be repaired by a command that removes others."""


@dataclass(frozen=True)
class Wanted:
    """Columns of which one has to be filled, and what happens where none is.

    Where `each` is set, every row that lacks them is told; otherwise only a file without any value.
    """

    columns: tuple[str, ...]
    effect: Text
    each: bool = False


def wanted(layer: LayerType, standards: Iterable[Standard]) -> list[Wanted]:
    """Return what analyses need of a layer, by its columns."""
    if layer.is_facility:
        return _of_facilities(layer, list(standards))
    if layer.id == "green_spaces":
        parks = [PARK_COVERAGE.id, CATCHMENT_GREEN.id, *_rules(standards, _counts_parks)]
        return [Wanted(("green_class",), _told(NO_RESULT, parks), each=True)]
    counting = [one.id for one in ANALYSES.values() if "population" in one.parameters.model_fields]
    people = Wanted(
        ("population_resident", "population_registered"), _told(NO_PEOPLE, counting), each=True
    )
    plain = {
        "communities": [people, *_attributes(layer, list(standards))],
        "population_cells": [Wanted(people.columns, _told(NO_RESULT, counting))],
        "buildings": [
            Wanted(("floors", "floor_area_m2", "dwelling_area_m2"), ONE_FLOOR),
            Wanted(("building_use", "dwelling_area_m2"), ALL_HOMES),
        ],
        "streets": [Wanted(("street_class", "walkable"), ALL_WALKED)],
    }
    return plain.get(layer.id, [])


def lacking(
    frame: pd.DataFrame,
    layer: LayerType,
    standards: Iterable[Standard],
    *,
    area: str,
    way: Way = "replace",
) -> list[Problem]:
    """Return one warning for each column that analyses need and that rows of a file lack.

    A column that a frame does not have at all is empty in every row; `way` says what mends it.
    """
    return [
        _problem(layer, one, int(empty.sum()), whole=len(frame), mend=(area, way))
        for one in wanted(layer, standards)
        if len(frame)
        and (empty := frame.reindex(columns=[*one.columns]).isna().all(axis=1)).any()
        and (one.each or empty.all())
    ]


def _of_facilities(layer: LayerType, standards: list[Standard]) -> list[Wanted]:
    asked: dict[str, list[str]] = {}
    for standard in standards:
        for rule in standard.rules:
            if rule.layer != layer.id:
                continue
            for column in sorted(_read_by(rule)):
                asked.setdefault(column, []).append(standard.id)
    supplied = [f"{one} (supply=capacity)" for one in (ACCESS.id, WHAT_IF.id)]
    found = [Wanted(("capacity",), _told(NO_RESULT, supplied))]
    found += [Wanted((column,), _by_gaps(named)) for column, named in asked.items()]
    return [one for one in found if layer.column(one.columns[0]) is not None]


def _read_by(rule: Rule) -> set[str]:
    """Return the columns of facilities without which a rule is not judged."""
    reads = MEASURES[rule.measure].reads
    return {
        *([reads] if reads else []),
        *(["grade"] if rule.grades else []),
        *(["floor_area_m2"] if rule.floor_area_m2 is not None else []),
    }


def _attributes(layer: LayerType, standards: list[Standard]) -> list[Wanted]:
    """Return the columns of communities that rules measure."""
    asked: dict[str, list[str]] = {}
    for standard in standards:
        for rule in standard.rules:
            if rule.attribute and layer.column(rule.attribute) is not None:
                asked.setdefault(rule.attribute, []).append(standard.id)
    return [Wanted((column,), _by_gaps(named)) for column, named in asked.items()]


def _by_gaps(standards: Iterable[str]) -> Text:
    return _told(NO_RESULT, [f"{GAPS.id} ({', '.join(dict.fromkeys(standards))})"])


def _counts_parks(rule: Rule) -> bool:
    return rule.layer == "green_spaces" and bool(rule.green_classes)


def _rules(standards: Iterable[Standard], judged: Callable[[Rule], bool]) -> list[str]:
    named = [one.id for one in standards if any(map(judged, one.rules))]
    return [f"{GAPS.id} ({', '.join(named)})"] if named else []


def _told(effect: Text, analyses: Iterable[str]) -> Text:
    return effect.filled(analyses=", ".join(analyses))


def _problem(
    layer: LayerType, one: Wanted, count: int, *, whole: int, mend: tuple[str, Way]
) -> Problem:
    columns = [found for name in one.columns if (found := layer.column(name)) is not None]
    first = columns[0]
    area, way = mend
    values = {
        "count": count,
        "whole": whole,
        "title": first.title,
        "column": ", ".join(column.name for column in columns),
        "effect": one.effect,
        "mend": MENDS[way].filled(area=area, layer=layer.id, column=first.name),
        "choices": _choices(first),
    }
    return Problem(None, first.name, "column_wanted", "warning", values)


def _choices(column: Column) -> Text:
    """Say which values a column takes, where it takes its choices only."""
    if not column.choices or column.open:
        return Text("", "")
    zh = "、".join(f"{key}（{title.zh}）" for key, title in column.choices.items())
    return Text(f"；可用：{zh}", f"; accepted: {', '.join(column.choices)}")
