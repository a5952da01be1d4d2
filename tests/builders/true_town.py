"""A made-up town whose households are known one by one, and what planners may know of them.

A town is a row of square communities with streets, residential blocks, buildings on the blocks and
households at points inside the buildings. `knowledge` blurs it: from each household to each
community, so that brackets can be held against the truth.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, box

from spatial.network.network import Network
from tests.builders.frames import METRIC

SIDE = 400.0
LEVELS = ("area", "residential", "dwellings", "cells", "points")
"""What is known, from the coarsest to the finest."""


@dataclass(frozen=True)
class TrueTown:
    zones: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    homes: NDArray[np.float64]
    people: NDArray[np.float64]
    zone: NDArray[np.int64]
    facilities: gpd.GeoDataFrame
    network: Network

    def knowledge(self, level: str) -> dict[str, gpd.GeoDataFrame]:
        """Return the demand and the residential land that are known at a level."""
        if level == "area":
            return {}
        if level == "residential":
            return {"residential": self.land}
        if level == "dwellings":
            return {"residential": self.land, "demand": self.buildings}
        if level == "cells":
            return {"residential": self.land, "demand": self._cells(50.0)}
        columns = {"population": self.people, "zone": self.zone}
        homes = gpd.GeoDataFrame(columns, geometry=shapely.points(self.homes), crs=METRIC)
        return {"demand": homes}

    def _cells(self, side: float) -> gpd.GeoDataFrame:
        """Count people in squares that each lie in one community."""
        column, row = np.floor(self.homes.T / side).astype(int)
        key, cell = np.unique(np.stack([column, row, self.zone]), axis=1, return_inverse=True)
        x, y = key[:2] * side
        count = np.bincount(cell.ravel(), weights=self.people)
        squares = shapely.box(x, y, x + side, y + side)
        columns = {"population": count, "zone": key[2]}
        return gpd.GeoDataFrame(columns, geometry=squares, crs=METRIC)

    def truly(self, covered: NDArray[Any]) -> NDArray[Any]:
        """Return the people of each zone whose home is covered."""
        return np.bincount(self.zone, weights=self.people * covered, minlength=len(self.zones))


def true_town(seed: int, *, communities: int = 3, facilities: int = 4) -> TrueTown:
    """Make a town; everything depends on the seed alone."""
    rng = np.random.default_rng(seed)
    squares = [box(i * SIDE, 0, (i + 1) * SIDE, SIDE) for i in range(communities)]
    blocks: list[Polygon] = []
    buildings: list[Polygon] = []
    room: list[float] = []
    of_zone: list[int] = []
    for community in range(communities):
        for _ in range(rng.integers(1, 4)):
            x, y = community * SIDE + rng.uniform(5, 230), rng.uniform(5, 230)
            block = box(x, y, x + rng.uniform(60, 160), y + rng.uniform(60, 160))
            blocks.append(block)
            for _ in range(rng.integers(1, 9)):
                left, low, right, top = block.bounds
                a, b = rng.uniform(left, right - 30), rng.uniform(low, top - 30)
                buildings.append(box(a, b, a + rng.uniform(8, 29), b + rng.uniform(8, 29)))
                room.append(rng.uniform(100, 3000))
                of_zone.append(community)
    homes: list[NDArray[np.float64]] = []
    living: list[float] = []
    owners: list[int] = []
    for building, area, owner in zip(buildings, room, of_zone, strict=True):
        # Nobody has less than 5 m2; how many live there is otherwise not known.
        households = area / 5 * rng.uniform(0, 1) ** 3
        bounds = building.bounds
        for _ in range(rng.integers(1, 6)):
            homes.append(rng.uniform(bounds[:2], bounds[2:]))
            living.append(households / 5)
            owners.append(owner)
    people, zone = np.array(living), np.array(owners)
    known = np.bincount(zone, weights=people, minlength=communities)
    dwellings = {"population": room, "zone": of_zone, "certain": True}
    return TrueTown(
        zones=gpd.GeoDataFrame({"population": known}, geometry=squares, crs=METRIC),
        land=gpd.GeoDataFrame(geometry=blocks, crs=METRIC),
        buildings=gpd.GeoDataFrame(dwellings, geometry=buildings, crs=METRIC),
        homes=np.array(homes),
        people=people,
        zone=zone,
        facilities=gpd.GeoDataFrame(
            geometry=[
                Point(rng.uniform(-100, communities * SIDE + 100), rng.uniform(-50, SIDE + 50))
                for _ in range(facilities)
            ],
            crs=METRIC,
        ),
        network=Network.from_lines(_streets(rng, communities)),
    )


def _streets(rng: np.random.Generator, communities: int) -> NDArray[np.object_]:
    """Return a grid of bent streets with some pieces missing, and a street apart from all."""
    n, m, step = communities * 5 + 1, 6, 80.0
    x, y = np.meshgrid(np.arange(n) * step, np.arange(m) * step, indexing="ij")
    x, y = x + rng.uniform(-20, 20, x.shape), y + rng.uniform(-20, 20, y.shape)
    lines = []
    for i in range(n):
        for j in range(m):
            for k, other in ((i + 1, j), (i, j + 1)):
                if k < n and other < m and rng.random() < 0.8:
                    middle = np.array([x[i, j] + x[k, other], y[i, j] + y[k, other]]) / 2
                    bend = middle + rng.uniform(-15, 15, 2)
                    ends = (x[i, j], y[i, j]), (x[k, other], y[k, other])
                    lines.append(LineString(np.array([ends[0], bend, ends[1]])))
    if rng.random() < 0.3:
        lines.append(LineString([(50, 201), (90, 205)]))
    return np.array(lines, dtype=object)
