"""The layers behind a table of gaps, and what several rules derive from them, kept.

People stand where the best layer says: population cells, else buildings with residents, else the
residential land of each community, else its whole area; scaled to the communities' totals.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.population import assign_zones, cell_people, occupied_land, scale_to_totals

PEOPLE_LAYERS = ("population_cells", "buildings")


class Grounds:
    """Layers by id, with the people and the residential land found in them."""

    def __init__(self, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
        self._layers = layers
        self._people: dict[str, gpd.GeoDataFrame] = {}
        self._demand: dict[tuple[str, int], tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]] = {}
        self._occupied: dict[int, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]] = {}

    def get(self, name: str | None) -> gpd.GeoDataFrame | None:
        """Return a layer that holds data, else None: an empty layer says nothing."""
        frame = self._layers.get(name) if name else None
        return frame if frame is not None and len(frame) else None

    def residential(self) -> gpd.GeoDataFrame | None:
        """Return the residential part of `land_use`; None when there is none."""
        land = self.get("land_use")
        if land is None or "land_class" not in land:
            return None
        land = land[land["land_class"] == "residential"]
        return land if len(land) else None

    def occupied(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the zones cut down to their residential land (see `occupied_land`)."""
        land = self.residential()
        if land is None:
            return zones.assign(on_land=False)
        kept = self._occupied.get(id(zones))
        if kept is None:
            # The zones are kept too, so that their id is not given to another frame.
            kept = self._occupied[id(zones)] = (zones, occupied_land(zones, land))
        return kept[1]

    def people(self, population: str, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return points or polygons with `population`, the same for every level of units.

        `zones` stand in for the communities where that layer is not loaded.
        """
        if population not in self._people:
            communities = self.get("communities")
            base = zones if communities is None else communities
            self._people[population] = self._placed(base, population)
        return self._people[population]

    def demand(self, population: str, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the people that stand in `zones`, with the label of their `zone`."""
        key = (population, id(zones))
        if key not in self._demand:
            where = self.people(population, zones)
            where = where.assign(zone=assign_zones(where, zones))
            self._demand[key] = (zones, where[where["zone"].notna()])
        return self._demand[key][1]

    def _placed(self, base: gpd.GeoDataFrame, population: str) -> gpd.GeoDataFrame:
        name = f"population_{population}"
        totals = pd.Series(np.nan, index=base.index) if name not in base else base[name]
        totals = totals.astype(float)
        for layer in PEOPLE_LAYERS:
            cells = self.get(layer)
            weights = None if cells is None else cell_people(cells, population)
            if cells is None or weights is None or not weights.sum() > 0:
                continue
            found = cells[["geometry"]].assign(population=weights)[weights > 0]
            owner = assign_zones(found, base)
            scaled = scale_to_totals(found["population"], owner, totals)
            return found.assign(population=scaled)[owner.notna().to_numpy()]
        land = self.occupied(base)[["geometry"]].assign(population=totals)
        return land[totals.notna().to_numpy()]
