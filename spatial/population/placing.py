"""Where the people of zones are placed: the one rule set that every analysis stands on.

The finest data there are place people: counts in cells, counts in buildings, a population raster,
dwelling floor area, residential land, and where there is none of these the zone itself. Only the
proportions within a zone are taken from them: its people are those of its total.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol, TypeVar

import pandas as pd
from geopandas import GeoDataFrame

from spatial.population.places import land_by_zone
from spatial.population.points import DemandPoints, people_at_points
from spatial.population.residences import COLUMNS, dwellings
from spatial.population.zones import assign_zones

T = TypeVar("T")
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
LAND_LAYER = "land_use"
PEOPLE_LAYERS = (*dict.fromkeys(SOURCES.values()), LAND_LAYER)
"""The layers that may place people: a change in one of them may move them."""
KINDS = ("population_resident", "population_registered")


class Keep(Protocol):
    """Returns what `make` derives from `layers`; a caller may keep it under `name`."""

    def __call__(self, name: str, layers: tuple[str, ...], make: Callable[[], T], /) -> T:
        """Return what `make` returns, now or when it was asked for before."""
        ...


def _made(_name: str, _layers: tuple[str, ...], make: Callable[[], T], /) -> T:
    return make()


def _no_raster(_zones: GeoDataFrame) -> None:
    return None


@dataclass(frozen=True, eq=False)
class PeopleLayers:
    """What may place people; each is read only when the rules come to it.

    Attributes
    ----------
    zones : GeoDataFrame
        Polygons in metres with `population_resident` and `population_registered`.
    layer : callable
        Id of a layer -> its features in the system of the zones, None where it holds nothing.
    raster : callable
        Zones -> their cells of a population raster (`raster_places`), None where there is none.
    keep : callable
        Keeps what is derived from layers; by default all is made anew.
    """

    zones: GeoDataFrame
    layer: Callable[[str], GeoDataFrame | None]
    raster: Callable[[GeoDataFrame], GeoDataFrame | None] = _no_raster
    keep: Keep = _made


@dataclass(frozen=True, eq=False)
class PlacedPeople:
    """Where people are: the finest data that place them.

    Attributes
    ----------
    demand : GeoDataFrame or None
        Points or polygons with `population` (weight above 0) and `zone` (label); with `certain`
        where the weight is dwelling floor area (m²). None where only land tells.
    residential : GeoDataFrame or None
        Residential land by `zone`, for zones without demand; None where there is none.
    layers : tuple of str
        The layers that both come from.
    source : str
        What places people: a key of `SOURCES`, "residential" or "area".
    standing : GeoDataFrame or None
        Points with `population` (persons) and `zone`, for zones without demand whose people stand
        at these already; the others spread over land.
    """

    demand: GeoDataFrame | None = None
    residential: GeoDataFrame | None = None
    layers: tuple[str, ...] = ()
    source: str = "area"
    standing: GeoDataFrame | None = None


def place_people(layers: PeopleLayers, population: str, basis: str = "auto") -> PlacedPeople | None:
    """Return where the people of a kind are.

    Parameters
    ----------
    layers : PeopleLayers
    population : str
        "resident" or "registered". Counts of the other kind give proportions where a layer has
        none of this one.
    basis : str
        One of `Basis`: "auto" takes the finest there is, "demand" the finest of `SOURCES`.

    Returns
    -------
    PlacedPeople or None
        None where the data that `basis` asks for are not there (`layer_behind` names their layer).
    """
    if basis == "area":
        return PlacedPeople()
    land = residential_land(layers)
    behind_land = () if land is None else (LAND_LAYER,)
    if basis not in ("residential", "auto", "demand", *SOURCES):
        return None
    for source in () if basis == "residential" else (basis,) if basis in SOURCES else SOURCES:
        places = _places_of(source, layers, population)
        if places is not None:
            return PlacedPeople(places, land, (SOURCES[source], *behind_land), source)
    if basis == "auto" or (basis == "residential" and land is not None):
        return PlacedPeople(None, land, behind_land, "area" if land is None else "residential")
    return None


def layer_behind(basis: str) -> str:
    """Return the layer that people are placed by, as far as a basis asks for one."""
    return LAND_LAYER if basis == "residential" else SOURCES.get(basis, SOURCES["cells"])


def points_of(zones: GeoDataFrame, population: str, placed: PlacedPeople) -> DemandPoints:
    """Return the points at which the people of `zones` stand, in every analysis.

    Raises
    ------
    NotMetricError, MissingColumnError, ShapeError
        As `people_at_points`.
    """
    totals = zones[f"population_{population}"].astype(float)
    return people_at_points(
        zones[["geometry"]].assign(population=totals),
        demand=placed.demand,
        residential=placed.residential,
        source=placed.source,
    )


def residential_land(layers: PeopleLayers) -> GeoDataFrame | None:
    """Return the residential land cut by zone, so that no radius has to cut it again, or None."""
    land = layers.layer(LAND_LAYER)
    if land is None or "land_class" not in land:
        return None

    def cut() -> GeoDataFrame:
        homes = land.loc[land["land_class"] == "residential"]
        return land_by_zone(layers.zones, homes) if len(homes) else homes

    found = layers.keep("residential", (LAND_LAYER, "communities"), cut)
    return found if len(found) else None


def _places_of(source: str, layers: PeopleLayers, population: str) -> GeoDataFrame | None:
    """Return the places of one of `SOURCES` in the zones, or None where there are none."""
    if source == "raster":
        found = layers.raster(layers.zones)
        return found if found is not None and len(found) else None
    frame = layers.layer(SOURCES[source])
    if frame is None:
        return None
    behind = (SOURCES[source], "communities")
    if source == "dwellings":
        if not set(COLUMNS) <= set(frame):
            return None
        found = layers.keep("demand dwellings", behind, partial(_homes, layers.zones, frame))
        return found if len(found) else None
    for column in dict.fromkeys((f"population_{population}", *KINDS)):
        if column in frame:
            make = partial(_counted, layers.zones, frame, column)
            found = layers.keep(f"demand {column}", behind, make)
            if len(found):
                return found
    return None


def counted_places(source: str, layers: PeopleLayers, population: str) -> GeoDataFrame | None:
    """Return where people of exactly this kind were counted, with `zone`; None where they were not.

    Parameters
    ----------
    source : str
        "cells", "buildings" or "raster", which counts residents.
    layers : PeopleLayers
    population : str
        "resident" or "registered".
    """
    if source == "raster":
        return layers.raster(layers.zones) if population == "resident" else None
    frame, column = layers.layer(SOURCES[source]), f"population_{population}"
    if frame is None or column not in frame:
        return None
    make = partial(_counted, layers.zones, frame, column)
    return layers.keep(f"demand {column}", (SOURCES[source], "communities"), make)


def _counted(zones: GeoDataFrame, frame: GeoDataFrame, column: str) -> GeoDataFrame:
    """Return where people of this kind were counted, and in which zone; empty when nowhere."""
    count = pd.to_numeric(frame[column], errors="coerce")
    return _owned(zones, frame.loc[count > 0, ["geometry"]].assign(population=count[count > 0]))


def _homes(zones: GeoDataFrame, buildings: GeoDataFrame) -> GeoDataFrame:
    """Return buildings with their dwelling floor area (m²) and whether it is certain."""
    found = dwellings(buildings)
    known = buildings[["geometry"]].assign(population=found.area, certain=found.certain)
    return _owned(zones, known.loc[found.area > 0])


def _owned(zones: GeoDataFrame, frame: GeoDataFrame) -> GeoDataFrame:
    owned = frame.assign(zone=assign_zones(frame, zones))
    return owned.loc[owned["zone"].notna()]
