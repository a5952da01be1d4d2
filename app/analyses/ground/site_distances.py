"""Distances between demand and sites, straight or walked, asked for in one way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from spatial.costs import straight_line_costs
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance
from spatial.network import MAX_SNAP, Attachment, Network
from spatial.population import DemandPoints

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_PAIRS = 20_000_000


@dataclass(frozen=True, eq=False)
class Walks:
    """A network with the demand points attached to it."""

    network: Network
    demand: Attachment

    @property
    def longest(self) -> float:
        """Metres that no way can exceed: all streets, and a leg at each end."""
        return float(self.network.edge_length.sum()) + 2 * MAX_SNAP


@dataclass(frozen=True, eq=False)
class SiteDistances:
    """Distances (m) from demand points: straight, or walked where there are streets."""

    points: Floats
    walks: Walks | None = None

    def nearest(self, sites: Floats) -> tuple[Floats, Ints]:
        """Return the distance to the nearest site and its row; infinite and -1 for none."""
        if self.walks is not None:
            return self.walks.network.nearest(self.walks.demand, sites, max_snap=MAX_SNAP)
        # The same arithmetic as in the tables, so that a limit is the same limit.
        return nearest_distance(self.points, sites)

    def costs(
        self, sites: Floats, *, limit: float | None = None, below: Floats | None = None
    ) -> csr_array:
        """Return a table of the distances to sites, within `limit` (m) where one is given.

        With `below`, (n,) metres, only distances below that of their demand point are kept.

        Raises
        ------
        ShapeError
            When there are more pairs than fit into memory; says what makes them fewer.
        """
        pairs = len(self.points) * len(sites)
        if limit is None and pairs > MOST_PAIRS:
            raise ShapeError(
                f"{len(self.points)} demand points and {len(sites)} sites make {pairs} pairs;"
                f" accepted: {MOST_PAIRS}. A wider spacing of candidates makes fewer"
            )
        if self.walks is not None:
            reach = self.walks.longest if limit is None else limit
            streets = self.walks.network
            return streets.costs(
                self.walks.demand, sites, limit=reach, max_snap=MAX_SNAP, below=below
            )
        reach = _farthest(self.points, sites) if limit is None else limit
        return straight_line_costs(self.points, sites, limit=reach, below=below)


def _farthest(points: Floats, sites: Floats) -> float:
    """Return metres that no straight way between points and sites exceeds."""
    both = np.concatenate([points, sites])
    return float(np.hypot(*np.ptp(both, axis=0))) + 1.0 if len(both) else 0.0


def site_distances(inputs: Inputs, demand: DemandPoints, metric: str) -> SiteDistances:
    """Return how far it is from the demand points, by `metric`: euclidean or walking.

    Raises
    ------
    MissingLayerError
        When walking is asked for and there are no streets.
    """
    if metric != "walking":
        return SiteDistances(demand.points)
    streets = network(inputs)
    return SiteDistances(
        demand.points, Walks(streets, streets.attach(demand.points, max_snap=MAX_SNAP))
    )
