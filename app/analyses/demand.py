"""Where the people are: population cells, else buildings with residents, else the land."""

import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.model import Inputs
from spatial.population import assign_zones

SOURCES = ("population_cells", "buildings")


def demand(inputs: Inputs, population: str, zones: GeoDataFrame) -> GeoDataFrame | None:
    """Return points or polygons with `population` and the id of their `zone`, or None.

    A layer that knows only the other kind of people still tells where people live: `coverage`
    scales it to the totals of the communities.
    """
    columns = (f"population_{population}", "population_resident", "population_registered")
    for layer in SOURCES:
        frame = inputs.metric(layer) if inputs.holds(layer) else None
        if frame is None:
            continue
        for column in columns:
            people = pd.to_numeric(frame[column], errors="coerce")
            if people.sum() > 0:
                known = frame.loc[people > 0, ["geometry"]].assign(population=people[people > 0])
                owned = known.assign(zone=assign_zones(known, zones))
                return owned.loc[owned["zone"].notna()]
    return None


def residential(inputs: Inputs) -> GeoDataFrame | None:
    """Return the residential land, or None when no land use is loaded."""
    if not inputs.holds("land_use"):
        return None
    land = inputs.metric("land_use")
    found = land.loc[land["land_class"] == "residential"]
    return found if len(found) else None
