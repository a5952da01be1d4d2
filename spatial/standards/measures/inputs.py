"""The layers behind a table of gaps, and what several rules derive from them, kept.

People stand at the points of `spatial.population.placing`, as in every other analysis. They belong
to communities; wider units hold those of the communities that they own.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.arrays import Flags, Floats, Ints
from spatial.coverage import Ground, prepare_ground
from spatial.errors import ShapeError
from spatial.network import Network, walkable_streets, walking_network
from spatial.population import (
    DemandPoints,
    PeopleLayers,
    PlacedPeople,
    assign_zones,
    occupied_land,
    place_people,
    points_of,
)
from spatial.shares import share_of
from spatial.walking import WalkingGround, prepare_walking

T = TypeVar("T")
TreeCover = Callable[[gpd.GeoDataFrame], pd.DataFrame | None]


@dataclass(frozen=True)
class Prepared:
    """What the caller of a gap table has made already; what is absent is made of the layers.

    Attributes
    ----------
    network : callable
        Makes the network of the walkable `streets`.
    tree_cover : callable
        Measures zones on a raster (as `spatial.green.green_cover`); None where none shows trees.
    people : callable
        "resident" or "registered" -> the points at which the people of the communities stand.
        Made of the layers, people are placed without a population raster, which is no layer.
    owners : callable
        "community", "subdistrict" or "area" -> for each community the label of its unit. Made of
        the layers, the unit is the one that a point on the surface of the community lies in.
    """

    network: Callable[[], Network] | None = None
    tree_cover: TreeCover | None = None
    people: Callable[[str], DemandPoints] | None = None
    owners: Callable[[str], pd.Series] | None = None


class MeasureLayers:
    """Layers by id, with the people, the residential land and the streets found in them."""

    def __init__(
        self, layers: Mapping[str, gpd.GeoDataFrame], prepared: Prepared | None = None
    ) -> None:
        self._layers = layers
        self._prepared = prepared or Prepared()
        self._read: dict[str, gpd.GeoDataFrame | None] = {}
        self._walkable: gpd.GeoDataFrame | None = None
        self._network: Network | None = None
        self._people: dict[str, DemandPoints] = {}
        self._owners: dict[int, tuple[gpd.GeoDataFrame, pd.Series]] = {}
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
        measure = self._prepared.tree_cover
        return measure(zones) if measure else None

    def walkable(self) -> gpd.GeoDataFrame | None:
        """Return the streets that people may walk on; None when there are none."""
        streets = self.get("streets")
        if streets is not None and self._walkable is None:
            self._walkable = walkable_streets(streets)
        return self._walkable if self._walkable is not None and len(self._walkable) else None

    def kept(self, key: tuple[Hashable, ...], zones: gpd.GeoDataFrame, make: Callable[[], T]) -> T:
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
            make = self._prepared.network or (lambda: walking_network(streets))
            self._network = make()
        return self._network

    def ground(self, zones: gpd.GeoDataFrame) -> Ground:
        """Return the zones with their residential land, for what is measured by area."""

        def prepare() -> Ground:
            units = zones[["geometry"]].assign(population=np.nan)
            return prepare_ground(units, residential=self.residential())

        return self.kept(("ground",), zones, prepare)

    def walking(self, zones: gpd.GeoDataFrame) -> WalkingGround:
        """Return that ground attached to the streets, of which there must be some.

        Raises
        ------
        ShapeError
            When there are no streets.
        """
        network = self.network()
        if network is None:
            raise ShapeError("layers lacks 'streets'; it is needed to walk")
        return self.kept(("walking",), zones, lambda: prepare_walking(self.ground(zones), network))

    def people(self, population: str, zones: gpd.GeoDataFrame) -> DemandPoints:
        """Return the points at which people stand, the same for every level of units.

        `zones` stand in for the communities where that layer is not loaded.
        """
        if population not in self._people:
            make = self._prepared.people
            base = _communities(self, zones)
            found = make(population) if make else _placed(base, population, self.get)
            self._people[population] = found
        return self._people[population]

    def own(self, zones: gpd.GeoDataFrame, level: str) -> None:
        """Learn the level of `zones`: the caller may know which communities are theirs."""
        if self._prepared.owners:
            self._owners[id(zones)] = (zones, self._prepared.owners(level))

    def owners(self, zones: gpd.GeoDataFrame) -> pd.Series:
        """Return for each community the label of the zone that counts its people."""
        known = self._owners.get(id(zones))
        return known[1] if known else _owners_of(_communities(self, zones), zones)

    def unit_of_people(self, population: str, zones: gpd.GeoDataFrame) -> Ints:
        """Return the row of the zone that each point of `people` counts in; -1 for none."""

        def find() -> Ints:
            owner = self.owners(zones).reindex(self.people(population, zones).zone)
            return zones.index.get_indexer(pd.Index(owner)).astype(np.int64)

        return self.kept(("unit of people", population), zones, find)

    def share_of_people(self, population: str, zones: gpd.GeoDataFrame, served: Flags) -> Floats:
        """Return the share of the people of each zone at the points `served`; NaN without any."""
        people = self.people(population, zones).people
        unit = self.unit_of_people(population, zones)
        held = unit >= 0
        whole, part = (
            np.bincount(unit[held], weights=some[held], minlength=len(zones)).astype(float)
            for some in (people, people * served)
        )
        return share_of(part, whole)


def _communities(layers: MeasureLayers, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the communities; `zones` stand in where that layer is not loaded."""
    found = layers.get("communities")
    return zones if found is None else found


def _owners_of(communities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    """Return for each community the label of the zone that its people count in."""
    same = zones.index.equals(communities.index) and bool(
        np.equal(zones.geometry.to_numpy(), communities.geometry.to_numpy()).all()
    )
    # Communities own themselves, also where they overlap.
    if same:
        return pd.Series(communities.index, communities.index)
    return assign_zones(communities, zones)


def _placed(
    communities: gpd.GeoDataFrame,
    population: str,
    layer: Callable[[str], gpd.GeoDataFrame | None],
) -> DemandPoints:
    """Return the points at which the people of communities stand, by the layers alone."""
    name = f"population_{population}"
    zones = communities if name in communities else communities.assign(**{name: np.nan})
    placed = place_people(PeopleLayers(zones, layer), population)
    return points_of(zones, population, placed or PlacedPeople())
