"""How many people zones have by what was counted in cells, buildings or a raster, and the totals.

Zones that state no people of their own have those counted in them: a boundary and a population
grid are enough to begin with. What a zone states is never changed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from spatial.population.placing import SOURCES, PeopleLayers, counted_places

COUNTING = ("cells", "buildings", "raster")
"""What counts people, the finest first; floor area and land only place them."""


@dataclass(frozen=True, eq=False)
class ZoneTotals:
    """The people of zones: as stated, else as counted.

    Attributes
    ----------
    people : Series
        Persons by the label of the zone; NaN where neither tells.
    counted : Series or None
        Persons counted in each zone; NaN where nobody was. None where nothing counts this kind.
    filled : int
        How many zones have their people from what was counted.
    source : str
        What counted: a key of `SOURCES`; empty where nothing did.
    """

    people: pd.Series
    counted: pd.Series | None
    filled: int
    source: str

    @property
    def layers(self) -> tuple[str, ...]:
        """The layer that was counted in."""
        return (SOURCES[self.source],) if self.source else ()


def zone_totals(layers: PeopleLayers, population: str) -> ZoneTotals:
    """Return the people of zones, from what was counted where they state none.

    Parameters
    ----------
    layers : PeopleLayers
        Its zones state `population_resident` and `population_registered` (persons, NaN where not).
    population : str
        "resident" or "registered". Only counts of this kind are taken; a raster counts residents.
    """
    stated = pd.to_numeric(layers.zones[f"population_{population}"], errors="coerce").astype(float)
    for source in COUNTING:
        places = counted_places(source, layers, population)
        if places is None or not len(places):
            continue
        sums = places.groupby("zone")["population"].sum()
        counted = sums.reindex(layers.zones.index).astype(float)
        people = stated.where(stated.notna(), counted)
        filled = int(np.count_nonzero(stated.isna() & counted.notna()))
        return ZoneTotals(people, counted, filled, source)
    return ZoneTotals(stated, None, 0, "")


def with_totals(zones: GeoDataFrame, found: dict[str, ZoneTotals]) -> GeoDataFrame:
    """Return zones with the people of each kind of population in `found`."""
    return zones.assign(**{f"population_{kind}": one.people for kind, one in found.items()})
