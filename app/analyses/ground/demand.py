"""Where the people are: the finest of cells, buildings, raster, dwellings and land."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from app.analyses.ground.zones import communities
from app.params import option
from app.problems.errors import MissingLayerError
from layers.store.rasters import raster_layer
from layers.text import Text
from spatial.population import (
    DemandPoints,
    assign_zones,
    dwellings,
    land_by_zone,
    people_at_points,
    raster_places,
)

Basis = Literal[
    "auto", "demand", "cells", "buildings", "raster", "dwellings", "residential", "area"
]
SOURCES: dict[str, str] = {
    "cells": "population_cells",
    "buildings": "buildings",
    "raster": "population_raster",
    "dwellings": "buildings",
}
"""What places people, the finest first, and the layer it comes from."""


def basis_option() -> Any:
    """Declare where people are placed."""
    return option(
        Text("人口分布", "People are placed"),
        default="auto",
        labels={
            "auto": Text("取最细的数据", "by the finest data there are"),
            "demand": Text("按人口格网或建筑", "by population cells or buildings"),
            "cells": Text("按人口格网", "by population cells"),
            "buildings": Text("按建筑内的人数", "by the people counted in buildings"),
            "raster": Text("按人口栅格", "by the population raster"),
            "dwellings": Text("按住宅建筑面积", "by dwelling floor area"),
            "residential": Text("均布于居住用地", "evenly on residential land"),
            "area": Text("均布于全部土地", "evenly on all land"),
        },
    )


@dataclass(frozen=True)
class People:
    """The finest data that place people: each a frame, or None where there is no such data.

    `layers` are those that the two frames come from; `source` names what places people: a key of
    `SOURCES`, "residential" or "area".
    """

    demand: GeoDataFrame | None = None
    residential: GeoDataFrame | None = None
    layers: tuple[str, ...] = ()
    source: str = "area"


def people(inputs: Inputs, population: str, weighting: str = "auto") -> People:
    """Return the demand and the residential land that the weighting asks for.

    Raises
    ------
    MissingLayerError
        When the weighting asks for data that are not there.
    """
    if weighting == "area":
        return People()
    land = residential(inputs)
    behind_land = () if land is None else ("land_use",)
    if weighting == "residential" and land is None:
        raise MissingLayerError(area=inputs.area.slug, layer="land_use")
    on_land = People(None, land, behind_land, "area" if land is None else "residential")
    if weighting == "residential":
        return on_land
    wanted = (weighting,) if weighting in SOURCES else tuple(SOURCES)
    for source in wanted:
        where = _READERS[source](inputs, population)
        if where is not None:
            return People(where, land, (SOURCES[source], *behind_land), source)
    if weighting != "auto":
        raise MissingLayerError(area=inputs.area.slug, layer=SOURCES[wanted[0]])
    return on_land


def demand(inputs: Inputs, population: str) -> GeoDataFrame | None:
    """Return points or polygons with `population` and the id of their `zone`, or None.

    A layer that knows only the other kind of people still tells where people live: `coverage`
    scales it to the totals of the communities.
    """
    found = (read(inputs, population) for read in _READERS.values())
    return next((frame for frame in found if frame is not None), None)


def demand_points(inputs: Inputs, population: str, basis: str = "auto") -> DemandPoints:
    """Return points with people; those of each community add up to its total.

    Parameters
    ----------
    population : str
        "resident" or "registered".
    basis : str
        One of `Basis`: what places people; "auto" takes the finest there is.

    Raises
    ------
    MissingLayerError
        When there are no communities, or the basis asks for data that are not there.
    """
    zones = communities(inputs)
    found = people(inputs, population, basis)

    def make() -> DemandPoints:
        units = zones[["geometry"]].assign(population=zones[f"population_{population}"])
        return people_at_points(
            units, demand=found.demand, residential=found.residential, source=found.source
        )

    behind = ("communities", *found.layers)
    return inputs.kept(f"demand points {population} {found.source}", behind, make)


def _counted(layer: str, inputs: Inputs, population: str) -> GeoDataFrame | None:
    """Return the features of a layer that know how many people live there."""
    if not inputs.holds(layer):
        return None
    for column in (f"population_{population}", "population_resident", "population_registered"):
        found = inputs.kept(
            f"demand {column}", (layer, "communities"), partial(_owned, inputs, layer, column)
        )
        if len(found):
            return found
    return None


def _dwellings(inputs: Inputs, _population: str) -> GeoDataFrame | None:
    """Return the buildings with dwellings; the floor area stands for the people."""
    if not inputs.holds("buildings"):
        return None
    found = inputs.kept("demand dwellings", ("buildings", "communities"), lambda: _homes(inputs))
    return found if len(found) else None


def _raster(inputs: Inputs, _population: str) -> GeoDataFrame | None:
    """Return the inhabited cells of the population raster, cut by community."""
    raster = inputs.raster("population")
    if raster is None:
        return None
    found = inputs.kept(
        "demand raster",
        (raster_layer("population"), "communities"),
        lambda: raster_places(raster, communities(inputs)[["geometry"]]),
    )
    return found if len(found) else None


_READERS: dict[str, Callable[[Inputs, str], GeoDataFrame | None]] = {
    "cells": partial(_counted, "population_cells"),
    "buildings": partial(_counted, "buildings"),
    "raster": _raster,
    "dwellings": _dwellings,
}


def _owned(inputs: Inputs, layer: str, column: str) -> GeoDataFrame:
    """Return where people of this kind live and in which community; empty when nowhere known."""
    frame = inputs.metric(layer)
    count = pd.to_numeric(frame[column], errors="coerce")
    known = frame.loc[count > 0, ["geometry"]].assign(population=count[count > 0])
    return _in_zones(inputs, known)


def _homes(inputs: Inputs) -> GeoDataFrame:
    """Return buildings with their dwelling floor area (m²) and whether it is certain."""
    frame = inputs.metric("buildings")
    found = dwellings(frame)
    known = frame[["geometry"]].assign(population=found.area, certain=found.certain)
    return _in_zones(inputs, known.loc[found.area > 0])


def _in_zones(inputs: Inputs, frame: GeoDataFrame) -> GeoDataFrame:
    owned = frame.assign(zone=assign_zones(frame, communities(inputs)))
    return owned.loc[owned["zone"].notna()]


def residential(inputs: Inputs) -> GeoDataFrame | None:
    """Return the residential land, or None when no land use is loaded."""
    if not inputs.holds("land_use"):
        return None
    found = inputs.kept("residential", ("land_use", "communities"), lambda: _by_zone(inputs))
    return found if len(found) else None


def _by_zone(inputs: Inputs) -> GeoDataFrame:
    """Return the residential land cut by community, so that no radius has to cut it again."""
    land = inputs.metric("land_use")
    found = land.loc[land["land_class"] == "residential"]
    return land_by_zone(communities(inputs), found) if len(found) else found
