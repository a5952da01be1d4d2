"""Who can reach what: the costs from where people live to the facilities of a kind."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.analyses.ground.choices import DEFAULT_STANDARD, PLAN_STANDARD
from app.analyses.ground.demand import demand_points, people
from app.analyses.ground.facilities import (
    FALLBACK,
    FALLBACK_RADIUS,
    default_radius,
    in_service,
    today,
)
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from layers.text import Text
from spatial.costs import straight_line_costs
from spatial.nearest import nearest_distance
from spatial.network import MAX_SNAP, Attachment
from spatial.population import DemandPoints
from spatial.shares import share_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reach:
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


def reach(inputs: Inputs, facility: str, *, population: str, metric: str, limit: float) -> Reach:
    """Return the distances from demand places to facilities, kept while the layers stay.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no streets to walk on.
    """
    demand = demand_points(inputs, population)
    facilities = in_service(inputs, facility)
    sites = facilities.get_coordinates().to_numpy()

    def measure() -> Reach:
        if metric == "walking":
            places = attached(inputs, demand, population)
            costs = network(inputs).costs(places, sites, limit=limit, max_snap=MAX_SNAP)
            return Reach(demand, facilities, costs, float(demand.people[places.unattached].sum()))
        return Reach(demand, facilities, straight_line_costs(demand.points, sites, limit=limit))

    behind = _behind(inputs, facility, population, metric)
    return inputs.kept(f"reach {metric} {limit!r} {population} {today()}", behind, measure)


def nearest(
    inputs: Inputs, facility: str, *, population: str, metric: str
) -> tuple[DemandPoints, Floats]:
    """Return demand places and the distance (m) of each to its nearest facility; infinite: none."""
    demand = demand_points(inputs, population)
    sites = in_service(inputs, facility).get_coordinates().to_numpy()

    def measure() -> Floats:
        if metric == "walking":
            places = attached(inputs, demand, population)
            return network(inputs).nearest(places, sites, max_snap=MAX_SNAP)[0]
        return nearest_distance(demand.points, sites)[0]

    behind = _behind(inputs, facility, population, metric)
    return demand, inputs.kept(f"nearest {metric} {population} {today()}", behind, measure)


def attached(inputs: Inputs, demand: DemandPoints, population: str) -> Attachment:
    """Return the demand places attached to the streets, kept while both stay."""
    streets = network(inputs)
    behind = ("streets", "communities", *people(inputs, population).layers)
    name = f"attached {population} {demand.source}"
    return inputs.kept(name, behind, lambda: streets.attach(demand.points, max_snap=MAX_SNAP))


def _behind(inputs: Inputs, facility: str, population: str, metric: str) -> tuple[str, ...]:
    """Return the layers that the distances come from."""
    streets = ("streets",) if metric == "walking" else ()
    return ("communities", facility, *people(inputs, population).layers, *streets)


def catchment_or_default(
    inputs: Inputs, facility: str, given: float | None
) -> tuple[float, tuple[Text, ...]]:
    """Return the distance (m) asked for, else that of the standard or the plan, else 500 m."""
    if given is not None:
        return given, ()
    found = default_radius(inputs, facility, (DEFAULT_STANDARD, PLAN_STANDARD))
    return (FALLBACK_RADIUS, (FALLBACK,)) if found is None else (found, ())


def mean_by_unit(values: Floats, demand: DemandPoints, owners: pd.Series) -> pd.DataFrame:
    """Return for each unit the people at its places and the mean of `values`, by people.

    Parameters
    ----------
    values : (n,) array
        One for each demand place; those that are not finite count as unknown.
    owners
        Community -> unit, as `app.analyses.ground.zones.groups` gives it.
    """
    unit, names = pd.factorize(owners.reindex(demand.zone), sort=True)
    known, held = np.isfinite(values), unit >= 0
    # Added one by one in the order of the places, as in coverage and what-if: the same bits.
    people, counted, amount = (
        np.bincount(unit[held], weights=each[held], minlength=len(names)).astype(float)
        for each in (
            demand.people,
            np.where(known, demand.people, 0.0),
            demand.people * np.where(known, values, 0.0),
        )
    )
    return pd.DataFrame({"population": people, "mean": share_of(amount, counted)}, index=names)
