"""Where the people are: population cells, else buildings with residents, else the land."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.model import Inputs
from app.analyses.zones import communities
from app.errors import MissingLayerError
from spatial.coverage_people import land_by_zone
from spatial.population import assign_zones

SOURCES = ("population_cells", "buildings")


@dataclass(frozen=True)
class People:
    """The finest data that place people: each a frame, or None where there is no such data.

    `layers` are those that the two frames come from.
    """

    demand: GeoDataFrame | None = None
    residential: GeoDataFrame | None = None
    layers: tuple[str, ...] = ()


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
    if weighting == "residential":
        if land is None:
            raise MissingLayerError(area=inputs.area.slug, layer="land_use")
        return People(None, land, behind_land)
    layer, where = _demand(inputs, population)
    if where is None:
        if weighting == "demand":
            raise MissingLayerError(area=inputs.area.slug, layer="population_cells")
        return People(None, land, behind_land)
    return People(where, land, (layer, *behind_land))


def demand(inputs: Inputs, population: str) -> GeoDataFrame | None:
    """Return points or polygons with `population` and the id of their `zone`, or None.

    A layer that knows only the other kind of people still tells where people live: `coverage`
    scales it to the totals of the communities.
    """
    return _demand(inputs, population)[1]


def _demand(inputs: Inputs, population: str) -> tuple[str, GeoDataFrame | None]:
    columns = (f"population_{population}", "population_resident", "population_registered")
    for layer in SOURCES:
        if not inputs.holds(layer):
            continue
        for column in columns:
            found = inputs.kept(
                f"demand {column}", (layer, "communities"), partial(_owned, inputs, layer, column)
            )
            if len(found):
                return layer, found
    return "", None


def _owned(inputs: Inputs, layer: str, column: str) -> GeoDataFrame:
    """Return where people of this kind live and in which community; empty when nowhere known."""
    frame = inputs.metric(layer)
    count = pd.to_numeric(frame[column], errors="coerce")
    known = frame.loc[count > 0, ["geometry"]].assign(population=count[count > 0])
    owned = known.assign(zone=assign_zones(known, communities(inputs)))
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
