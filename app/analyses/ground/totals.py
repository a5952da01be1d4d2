"""The people of the communities: as they state, else as cells, buildings or a raster count them.

A boundary and a population grid are enough to begin with: where communities state no people, those
that were counted in them are their totals, and every answer says so.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from layers.store.rasters import raster_layer
from layers.text import Text
from spatial.population import PeopleLayers, ZoneTotals, raster_places, with_totals, zone_totals

UNITS, COMPOUNDS = "communities", "compounds"
POPULATIONS = {
    "resident": Text("常住人口", "resident"),
    "registered": Text("户籍人口", "registered"),
}
COUNTED_BY = {
    "cells": Text("人口格网", "population cells"),
    "buildings": Text("建筑内的人数", "people counted in buildings"),
    "raster": Text("人口栅格", "the population raster"),
}
UNIT_WORDS = {
    "communities": Text("社区", "communities"),
    "compounds": Text("小区", "compounds"),
    "the whole area": Text("区域", "areas"),
}
"""The units that hold people, by the kind of `Inputs`."""
ONE_UNIT = {
    "communities": Text("社区", "community"),
    "compounds": Text("小区", "compound"),
    "the whole area": Text("区域", "area"),
}
"""The same, of one of them."""
TAKEN = Text(
    "{lacking} 个{unit}（共 {count} 个）没有{kind}数，取{source}计得的 {people} 人{rest}；"
    "导入带人口列的{unit}图层后以其数为准",
    "{lacking} of {count:{one}|{unit}} {lacking:~states|state} no {kind} people: the {people}"
    " counted by {source} are"
    " taken{rest}; a layer of {unit} with that column takes precedence",
)
TAKEN_WHOLE = Text(
    "没有社区说明{kind}数：全区取边界内{source}计得的 {people} 人；"
    "导入带人口列的社区图层后以其数为准",
    "no communities state {kind} people: the {people} counted by {source} are taken for the area,"
    " those within its boundary; a layer of communities with that column takes precedence",
)
UNCOUNTED = Text(
    "，其中 {count} 个没有计到人，仍无数据",
    ", and {count} of them in which nobody was counted {count:~stays|stay} without data",
)
DIFFERENT = Text(
    "{source}计得{kind} {counted:,} 人，{stating}说明的合计 {stated} 人（相差 {share}）："
    "以{unit}说明的为准，所计只用来确定人住在何处",
    "{source}: {counted:{kind} person|{kind} people} counted, where {stating}"
    " {telling:~states|state} {stated} ({share}): the"
    " totals are those of the {unit}, and what was counted says only where people live",
)
SOME = Text("{count} 个{unit}", "{count} of {all:{one}|{unit}}")
NOBODY = Text(
    "没有任何数据说明{kind}数：请导入带 population_{key} 列的社区、population_cells 或 buildings"
    " 图层{or_raster}",
    "nothing tells how many {kind} people there are: import communities, population_cells or"
    " buildings with the column population_{key}{or_raster}",
)
OR_RASTER = Text(
    "，或人口栅格（flask rasters import）", ", or a population raster (flask rasters import)"
)


def people_layers(inputs: Inputs) -> PeopleLayers:
    """Return what may place and count people, read when the rules come to it."""

    def layer(name: str) -> GeoDataFrame | None:
        return inputs.metric(name) if inputs.holds(name) else None

    def raster(zones: GeoDataFrame) -> GeoDataFrame | None:
        held = inputs.raster("population")
        if held is None:
            return None
        return inputs.kept(
            "demand raster",
            (raster_layer("population"), UNITS),
            lambda: raster_places(held, zones[["geometry"]]),
        )

    return PeopleLayers(inputs.metric(UNITS), layer, raster, inputs.kept)


def totals(inputs: Inputs, population: str) -> ZoneTotals:
    """Return the people of the communities, as stated or as counted; kept while layers stay."""
    return inputs.traced(
        ("totals", population), lambda: zone_totals(people_layers(inputs), population)
    )


def communities_with_totals(inputs: Inputs) -> GeoDataFrame:
    """Return the communities in metres, with counted people where they state none."""
    stated = inputs.metric(UNITS)
    lacking = [kind for kind in POPULATIONS if stated[f"population_{kind}"].isna().any()]
    if not lacking:
        return stated

    def filled() -> GeoDataFrame:
        found = {kind: totals(inputs, kind) for kind in lacking}
        known = {kind: one for kind, one in found.items() if one.filled}
        return with_totals(stated, known) if known else stated

    return inputs.traced("communities with totals", filled)


def stated_people(inputs: Inputs, population: str) -> pd.Series:
    """Return the people that each unit states itself, NaN where it states none.

    What stands for communities may hold estimates: those of compounds are no statement of theirs.
    """
    layer = COMPOUNDS if inputs.kind == COMPOUNDS else UNITS
    return inputs.metric(layer)[f"population_{population}"].astype(float)


def totals_told(inputs: Inputs, population: str) -> Iterator[Text]:
    """Say from where the people of the units are, and what else was counted."""
    if not inputs.holds(UNITS):
        return
    found, kind = totals(inputs, population), POPULATIONS[population]
    if not found.people.notna().any():
        raster = OR_RASTER if population == "resident" else Text("", "")
        yield NOBODY.filled(kind=kind, key=population, or_raster=raster)
    yield from taken_told(inputs, population)
    if found.counted is None:
        return
    stated = stated_people(inputs, population)
    both = stated.notna()
    mine, counted = float(stated[both].sum()), float(np.nansum(found.counted[both]))
    if both.any() and round(mine) != round(counted):
        unit, one = UNIT_WORDS[inputs.kind], ONE_UNIT[inputs.kind]
        some = SOME.filled(count=int(both.sum()), all=len(both), unit=unit, one=one)
        yield DIFFERENT.filled(
            kind=kind,
            unit=unit,
            stating=(one if len(both) == 1 else unit) if both.all() else some,
            telling=int(both.sum()),
            source=COUNTED_BY[found.source],
            counted=round(counted),
            stated=f"{mine:,.0f}",
            share=f"{counted / mine - 1:+.1%}" if mine else "–",
        )


def taken_told(inputs: Inputs, population: str) -> Iterator[Text]:
    """Say how many units have their people from what was counted."""
    if not inputs.holds(UNITS):
        return
    found, known = totals(inputs, population), inputs.metric(UNITS)[f"population_{population}"]
    if found.counted is None or not found.filled:
        return
    silent = known.isna()
    own = silent & found.counted.notna()
    left = int(silent.sum()) - int(found.filled)
    told = {
        "kind": POPULATIONS[population],
        "source": COUNTED_BY[found.source],
        "people": f"{found.counted[own].sum():,.0f}",
    }
    if inputs.kind not in (UNITS, COMPOUNDS):
        yield TAKEN_WHOLE.filled(**told)
        return
    yield TAKEN.filled(
        **told,
        unit=UNIT_WORDS[inputs.kind],
        one=ONE_UNIT[inputs.kind],
        count=len(known),
        lacking=int(silent.sum()),
        rest=UNCOUNTED.filled(count=left) if left else Text("", ""),
    )
