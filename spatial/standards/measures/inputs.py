"""The layers behind a table of gaps, and what several rules derive from them, kept.

People stand where the best layer says: population cells, else buildings with residents, else the
residential land of each community, else its whole area; scaled to the communities' totals.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.coverage import Ground, prepare_ground
from spatial.errors import ShapeError
from spatial.network import Network, walkable_streets
from spatial.population import assign_zones, cell_people, occupied_land, scale_to_totals
from spatial.walking import WalkingGround, prepare_walking

T = TypeVar("T")
TreeCover = Callable[[gpd.GeoDataFrame], pd.DataFrame | None]
PEOPLE_LAYERS = ("population_cells", "buildings")


class Grounds:
    """Layers by id, with the people, the residential land and the streets found in them.

    `network` makes the network of the walkable streets where the caller keeps one; by default it
    is built of the layer `streets` when a rule first asks for it. `tree_cover` measures zones on a
    raster (as `spatial.green.cover.green_cover`) and returns None where none shows trees.
    """

    def __init__(
        self,
        layers: Mapping[str, gpd.GeoDataFrame],
        *,
        network: Callable[[], Network] | None = None,
        tree_cover: TreeCover | None = None,
    ) -> None:
        self._layers = layers
        self._read: dict[str, gpd.GeoDataFrame | None] = {}
        self._walkable: gpd.GeoDataFrame | None = None
        self._tree_cover = tree_cover
        self._make_network = network
        self._network: Network | None = None
        self._grounds: dict[tuple[str, int], tuple[gpd.GeoDataFrame, Ground]] = {}
        self._walking: dict[tuple[str, int], WalkingGround] = {}
        self._people: dict[str, gpd.GeoDataFrame] = {}
        self._demand: dict[tuple[str, int], tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]] = {}
        self._occupied: dict[int, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]] = {}
        self._measured: dict[tuple[Hashable, ...], tuple[gpd.GeoDataFrame, Any]] = {}

    def get(self, name: str | None) -> gpd.GeoDataFrame | None:
        """Return a layer that holds data, else None: an empty layer says nothing."""
        if not name:
            return None
        if name not in self._read:
            frame = self._layers.get(name)
            self._read[name] = frame if frame is not None and len(frame) else None
        return self._read[name]

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

    def tree_cover(self, zones: gpd.GeoDataFrame) -> pd.DataFrame | None:
        """Return the tree cover of zones with its bounds; None where no raster shows trees."""
        return self._tree_cover(zones) if self._tree_cover else None

    def walkable(self) -> gpd.GeoDataFrame | None:
        """Return the streets that people may walk on; None when there are none."""
        streets = self.get("streets")
        if streets is not None and self._walkable is None:
            self._walkable = walkable_streets(streets)
        return self._walkable if self._walkable is not None and len(self._walkable) else None

    def measured(
        self, key: tuple[Hashable, ...], zones: gpd.GeoDataFrame, make: Callable[[], T]
    ) -> T:
        """Return what `make` measures for zones, made once for this key: rules often ask again."""
        whole = (*key, id(zones))
        if whole not in self._measured:
            # The zones are kept too, so that their id is not given to another frame.
            self._measured[whole] = (zones, make())
        found: T = self._measured[whole][1]
        return found

    def network(self) -> Network | None:
        """Return the network of the walkable streets; None when there are none."""
        streets = self.walkable()
        if streets is None:
            return None
        if self._network is None:
            make = self._make_network or (lambda: Network.from_lines(streets.geometry.to_numpy()))
            self._network = make()
        return self._network

    def ground(self, zones: gpd.GeoDataFrame, population: str) -> Ground:
        """Return the zones with their residential land and the people that stand in them."""
        key = (population, id(zones))
        if key not in self._grounds:
            units = zones[["geometry"]].assign(
                population=zones[f"population_{population}"].astype(float)
            )
            made = prepare_ground(
                units, demand=self.demand(population, zones), residential=self.residential()
            )
            self._grounds[key] = (zones, made)
        return self._grounds[key][1]

    def walking(self, zones: gpd.GeoDataFrame, population: str) -> WalkingGround:
        """Return that ground attached to the streets, of which there must be some."""
        key = (population, id(zones))
        if key not in self._walking:
            network = self.network()
            if network is None:
                raise ShapeError("layers lacks 'streets'; it is needed to walk")
            self._walking[key] = prepare_walking(self.ground(zones, population), network)
        return self._walking[key]

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
