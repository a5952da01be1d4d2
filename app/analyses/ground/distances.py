"""The one road from people to facilities: in a straight line, or on foot along streets.

Every analysis asks here, so that a limit is the same limit and a distance the same bits: how far
the nearest is and which it is, all that lie within a limit, and a state that edits keep up.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from geopandas import GeoDataFrame
from scipy.sparse import csr_array

from app.analyses.ground.demand import demand_points, people
from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from spatial.arrays import Floats, Indices, Ints
from spatial.costs import straight_line_costs
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance
from spatial.network import MAX_SNAP, Attachment, Network, with_crossings
from spatial.population import DemandPoints
from spatial.scenario import (
    Nearest,
    SitesNearest,
    StraightNearest,
    WalkingSitesNearest,
    walking_nearest,
)
from spatial.site_points import SitePoints, sites_of

MOST_PAIRS = 20_000_000


class OnFoot(NamedTuple):
    """A network with places attached to it, within `MAX_SNAP` metres of a street."""

    network: Network
    places: Attachment


@dataclass(frozen=True, eq=False)
class Distances:
    """Distances (m) from places: straight, or walked where places stand on streets.

    Attributes
    ----------
    points : (n, 2) float
        The places, in metres.
    on_foot : OnFoot or None
        The streets they walk on; None for straight lines.
    """

    points: Floats
    on_foot: OnFoot | None = None

    def of(self, rows: Indices) -> "Distances":
        """Return the distances from some of the places."""
        walked = self.on_foot and self.on_foot._replace(places=self.on_foot.places.rows(rows))
        return Distances(self.points[rows], walked)

    @property
    def off_streets(self) -> Ints:
        """Rows of the places too far from every street to walk; none in straight lines."""
        return (
            np.empty(0, dtype=np.int64) if self.on_foot is None else self.on_foot.places.unattached
        )

    def nearest(self, sites: SitePoints | Floats) -> tuple[Floats, Ints]:
        """Return the distance of each place to the nearest site, and its row.

        Parameters
        ----------
        sites : SitePoints or (m, 2) float
            In metres.

        Returns
        -------
        distance : (n,) float
            In metres; infinite where none is reached.
        row : (n,) int
            Of equally near sites the first; -1 where none is reached.
        """
        if isinstance(sites, SitePoints):
            entered = self._entered(sites)
            distance, row = self.nearest(entered.points)
            return entered.standing(self.points).nearest(distance, entered.rows(row))
        if self.on_foot is None:
            return nearest_distance(self.points, sites)
        return self.on_foot.network.nearest(self.on_foot.places, sites, max_snap=MAX_SNAP)

    def table(
        self, sites: SitePoints | Floats, *, limit: float | None = None, below: Floats | None = None
    ) -> csr_array:
        """Return a table (n, m) of the distances to sites, within `limit` (m) where one is given.

        With `below`, (n,) metres, only distances below that of their place are kept.

        Raises
        ------
        ShapeError
            When there are more pairs than fit into memory; says what makes them fewer.
        """
        if isinstance(sites, SitePoints):
            entered = self._entered(sites)
            costs = entered.least_costs(self.table(entered.points, limit=limit, below=below))
            return entered.standing(self.points).costs(costs, below=below)
        pairs = len(self.points) * len(sites)
        if limit is None and pairs > MOST_PAIRS:
            raise ShapeError(
                f"{len(self.points)} demand points and {len(sites)} sites make {pairs} pairs;"
                f" accepted: {MOST_PAIRS}. A wider spacing of candidates makes fewer"
            )
        farthest = self._farthest(sites) if limit is None else limit
        if self.on_foot is None:
            return straight_line_costs(self.points, sites, limit=farthest, below=below)
        streets, places = self.on_foot
        return streets.costs(places, sites, limit=farthest, max_snap=MAX_SNAP, below=below)

    def kept_up(self, sites: SitePoints) -> Nearest:
        """Return the nearest site of every place as a state that edits of a scenario keep up."""
        entered = self._entered(sites)
        goals = entered.points
        if self.on_foot is None:
            straight = StraightNearest(self.points, goals)
            return straight if sites.single else SitesNearest[StraightNearest](straight, entered)
        streets, places = self.on_foot
        walked = walking_nearest(streets, places, goals, max_snap=MAX_SNAP)
        return walked if sites.single else WalkingSitesNearest(walked, entered)

    def _entered(self, sites: SitePoints) -> SitePoints:
        """Return the sites with the places where streets meet their edges, for who walks."""
        return sites if self.on_foot is None else with_crossings(self.on_foot.network, sites)

    def _farthest(self, sites: Floats) -> float:
        """Return metres that no way between places and sites exceeds."""
        if self.on_foot is not None:
            # All streets, and a leg at each end.
            return float(self.on_foot.network.edge_length.sum()) + 2 * MAX_SNAP
        both = np.concatenate([self.points, sites])
        return float(np.hypot(*np.ptp(both, axis=0))) + 1.0 if len(both) else 0.0


@dataclass(frozen=True, eq=False)
class DistanceTable:
    """Demand places, facilities, and the table of distances (m) between those within a limit.

    `off_streets` are the people who live too far from every street to walk; 0 in straight lines.
    """

    demand: DemandPoints
    facilities: GeoDataFrame
    costs: csr_array
    off_streets: float = 0.0

    @property
    def nbytes(self) -> int:
        """The memory of the table, for the cache."""
        return int(self.costs.data.nbytes + self.costs.indices.nbytes + self.costs.indptr.nbytes)


def distances_from(
    inputs: Inputs, demand: DemandPoints, *, population: str, metric: str, basis: str = "auto"
) -> Distances:
    """Return the distances from where people live, by `metric`: euclidean or walking.

    Parameters
    ----------
    demand : DemandPoints
        Those that `demand_points` returns for `population` and `basis`; attached to the streets
        they are kept while both stay.

    Raises
    ------
    MissingLayerError
        When there are no streets to walk on.
    """
    if metric != "walking":
        return Distances(demand.points)
    streets = network(inputs)
    places = inputs.kept(
        f"attached {population} {demand.source}",
        ("streets", "communities", *people(inputs, population, basis).layers),
        lambda: streets.attach(demand.points, max_snap=MAX_SNAP),
    )
    return Distances(demand.points, OnFoot(streets, places))


def distances_within(
    inputs: Inputs, facility: str, *, population: str, metric: str, limit: float
) -> DistanceTable:
    """Return all distances up to `limit` (m) from people to facilities, kept while layers stay.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no streets to walk on.
    """
    demand, facilities = demand_points(inputs, population), in_service(inputs, facility)
    sites = sites_of(facilities)

    def measure() -> DistanceTable:
        away = distances_from(inputs, demand, population=population, metric=metric)
        costs, off = away.table(sites, limit=limit), away.off_streets
        # Who stands in a site is there, near a street or not.
        lost = off[np.diff(costs.indptr)[off] == 0]
        return DistanceTable(demand, facilities, costs, float(demand.people[lost].sum()))

    behind = layers_behind(inputs, facility, population=population, metric=metric)
    return inputs.kept(f"within {metric} {limit!r} {population} {today()}", behind, measure)


def distance_to_nearest(
    inputs: Inputs, facility: str, *, population: str, metric: str
) -> tuple[DemandPoints, Floats]:
    """Return demand places and the distance (m) of each to its nearest facility; infinite: none.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no streets to walk on.
    """
    demand = demand_points(inputs, population)
    sites = sites_of(in_service(inputs, facility))

    def measure() -> Floats:
        away = distances_from(inputs, demand, population=population, metric=metric)
        return away.nearest(sites)[0]

    behind = layers_behind(inputs, facility, population=population, metric=metric)
    return demand, inputs.kept(f"nearest {metric} {population} {today()}", behind, measure)


def layers_behind(
    inputs: Inputs, facility: str, *, population: str, metric: str, basis: str = "auto"
) -> tuple[str, ...]:
    """Return the layers that distances from people to a kind of facility come from."""
    streets = ("streets",) if metric == "walking" else ()
    own = layers_of_sites(inputs, facility)
    placed = people(inputs, population, basis).layers
    return tuple(dict.fromkeys(("communities", *own, *placed, *streets)))
