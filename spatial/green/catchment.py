"""Whose green is it: the same parks divided among units in three ways, none lost, none twice.

- by boundary: each unit has the green that lies in it;
- by share: a park belongs to the units around it, in proportion to their land within a distance of
  the park, its own ground included (areal weighting, Goodchild and Lam 1980, Geo-Processing
  1:297-312). At distance 0 this is the division by boundary for units that neither overlap nor
  leave out a part of a park: such a part goes to the units that have the rest;
- by reach: a park belongs to the people who can reach it, in equal parts (two-step floating
  catchment, Luo and Wang 2003, Environment and Planning B 30:865-884).

What no unit and nobody gets has a line of its own, so that each way adds up to the area of the
union of the polygons. Parks are dissolved first: polygons that are shuffled, repeated or split
change nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from spatial.access import floating_catchment
from spatial.arrays import Floats, Indices, Shapes
from spatial.checks import require_distance
from spatial.errors import ShapeError
from spatial.green.ledger import area_inside, excess
from spatial.green.parks import QUAD_SEGS

CUTS = 1_000_000
"""Vertices of units of which the land around parks is cut at once."""
BALANCE = 1e-6
"""Share of the union that the lines of an account may differ from it by at most."""


@dataclass(frozen=True, eq=False)
class GreenAccount:
    """Green divided among units in one way.

    Attributes
    ----------
    area : (n,) float
        m2 of each unit.
    unassigned : float
        m2 that no unit has.
    counted_twice : float
        m2 that several units have because they overlap; 0 when they do not.
    union : float
        m2 of all parks: the sum of `area`, less what is counted twice, plus `unassigned`.
    """

    area: Floats
    unassigned: float
    counted_twice: float
    union: float

    @property
    def difference(self) -> float:
        """The m2 by which the account does not balance: rounding."""
        return self.union - (float(self.area.sum()) - self.counted_twice + self.unassigned)

    def lines(self) -> dict[str, float]:
        """Return the account as the lines of a ledger."""
        return {
            "union_m2": self.union,
            "assigned_m2": float(self.area.sum()) - self.counted_twice,
            "counted_twice_m2": self.counted_twice,
            "unassigned_m2": self.unassigned,
            "difference_m2": self.difference,
        }


def by_boundary(units: Shapes, parks: Shapes) -> GreenAccount:
    """Divide parks by the borders of the units.

    Parameters
    ----------
    units : (n,) Polygon or MultiPolygon
        In metres; they may overlap or leave gaps.
    parks : (m,) Polygon or MultiPolygon
        Without overlap (`spatial.green.parks.whole_parks`).
    """
    area = area_inside(units, parks)
    outline = shapely.union_all(units)
    shapely.prepare(outline)
    whole = shapely.area(parks)
    within, beyond = whole.copy(), np.zeros(len(parks))
    cut = ~shapely.covers(outline, parks)
    # Both sides are measured, neither is taken as the rest: the balance is a check.
    within[cut] = shapely.area(shapely.intersection(parks[cut], outline))
    beyond[cut] = shapely.area(shapely.difference(parks[cut], outline))
    twice = excess(float(area.sum()), float(within.sum()))
    return GreenAccount(area, float(beyond.sum()), twice, float(whole.sum()))


def by_share(units: Shapes, parks: Shapes, *, distance: float) -> GreenAccount:
    """Divide each park by the land of the units within `distance` (m) of it, its ground included.

    Raises
    ------
    ShapeError
        When the distance is negative or not finite.
    """
    reach = require_distance(distance, "distance")
    around = shapely.buffer(parks, reach, quad_segs=QUAD_SEGS) if reach > 0 else parks
    park, unit = shapely.STRtree(units).query(around, predicate="intersects")
    land = np.empty(len(park))
    corners = int(shapely.get_num_coordinates(units).max(initial=1))
    step = max(1, CUTS // max(corners, 1))
    for begin in range(0, len(park), step):
        some = slice(begin, begin + step)
        land[some] = shapely.area(shapely.intersection(around[park[some]], units[unit[some]]))
    whole = np.bincount(park, weights=land, minlength=len(parks))
    size = shapely.area(parks)
    shared = whole > 0
    share = np.divide(land, whole[park], out=np.zeros(len(land)), where=shared[park])
    area = np.bincount(unit, weights=share * size[park], minlength=len(units)).astype(float)
    return GreenAccount(area, float(size[~shared].sum()), 0.0, float(size.sum()))


@dataclass(frozen=True, eq=False)
class Reached:
    """Green divided among people, and among their units.

    Attributes
    ----------
    per_person : (k,) float
        m2 within reach for each person at each place; 0 where no park is in reach.
    account : GreenAccount
        Of the units; people of no unit count as unassigned.
    unreached : float
        m2 of the parks that nobody reaches, part of what is unassigned.
    closed : (c,) int
        Rows of these parks.
    """

    per_person: Floats
    account: GreenAccount
    unreached: float
    closed: Indices


def by_reach(  # noqa: PLR0913 - what a catchment needs, and whose people live there
    cost: Any,
    people: ArrayLike,
    areas: ArrayLike,
    *,
    unit: NDArray[Any],
    units: int,
    catchment: float,
    decay: Any = "binary",
) -> Reached:
    """Divide the parks among the people within their catchment.

    Parameters
    ----------
    cost : (k, m) array or sparse table
        From places to parks (`spatial.green.park_distances`).
    people : (k,) array
        Persons at each place.
    areas : (m,) array
        m2 of each park, whole: parks are not cut at borders.
    unit : (k,) int
        Row of the unit of each place; -1 for none.
    units : int
        How many units there are.
    catchment, decay
        As in `spatial.access.two_step_floating_catchment`.

    Raises
    ------
    ShapeError
        When lengths do not fit or numbers are negative.
    """
    owner = np.asarray(unit)
    count, size = np.asarray(people, dtype=float), np.asarray(areas, dtype=float)
    if owner.shape != count.shape:
        raise ShapeError(f"unit has shape {owner.shape}; accepted: {count.shape}, as in people")
    found = floating_catchment(cost, count, size, catchment=catchment, decay=decay)
    held = count * found.access
    placed = owner >= 0
    area = np.bincount(owner[placed], weights=held[placed], minlength=units).astype(float)
    unreached = float(size[~found.reached].sum())
    account = GreenAccount(area, unreached + float(held[~placed].sum()), 0.0, float(size.sum()))
    return Reached(found.access, account, unreached, found.unreached)


def ledger_table(accounts: dict[str, GreenAccount]) -> pd.DataFrame:
    """Return the lines of several accounts, a row each."""
    return pd.DataFrame({name: account.lines() for name, account in accounts.items()}).T
