"""What new sites change: people served, mean and worst distance, before and after, by unit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.arrays import Floats, Indices
from spatial.checks import require_distance
from spatial.errors import ShapeError


@dataclass(frozen=True)
class SiteEffects:
    """Before and after: one row a unit (index = its label), and the same for the whole."""

    rows: pd.DataFrame
    total: dict[str, Any]


def site_effects(
    before: ArrayLike, after: ArrayLike, people: ArrayLike, units: ArrayLike, *, radius: float
) -> SiteEffects:
    """Compare the distances to the nearest facility before and after new sites.

    Parameters
    ----------
    before, after : (n,) array
        Distance (m) of each demand point to the nearest facility; infinite where none is reached.
    people : (n,) array
        People at each demand point, 0 or more.
    units : (n,) array
        Label of the unit that owns each demand point; missing labels count only in the total.
    radius : float
        Service radius (m): `d <= radius` is served.

    Returns
    -------
    SiteEffects
        `people`, then for before and after: `served` (people), `share`, `mean_m` (of the people
        who reach a facility at all, by people), `worst_m` (over places with people; infinite when
        one of them reaches none). The total adds `gained` (people), `demand_points` and
        `points_served_before`, `points_served_after`: points, which are not people.

    Raises
    ------
    ShapeError
        When lengths differ, a distance is NaN or negative, or people are negative or not finite.
    """
    reach = require_distance(radius, "radius")
    count = _people(people)
    distances = {
        name: _distances(given, len(count), name)
        for name, given in (("before", before), ("after", after))
    }
    labels = pd.Series(np.asarray(units), dtype=object)
    if len(labels) != len(count):
        raise ShapeError(f"units has {len(labels)} entries, people {len(count)}; accepted: as many")
    codes, names = pd.factorize(labels, sort=True)
    rows = pd.DataFrame(index=pd.Index(names, name="id"))
    rows["people"] = _sums(codes, count, len(names))
    for when, distance in distances.items():
        for name, values in _measures(codes, count, distance, reach, len(names)).items():
            rows[f"{name}_{when}"] = values
    rows["gained"] = rows["served_after"] - rows["served_before"]
    return SiteEffects(rows.infer_objects(), _total(count, distances, reach))


def _measures(
    codes: Indices, people: Floats, distance: Floats, radius: float, size: int
) -> dict[str, Floats]:
    """Return the measures of every unit at one time; units are `codes` below `size`."""
    served = _sums(codes, np.where(distance <= radius, people, 0.0), size)
    reached = np.isfinite(distance)
    weight = _sums(codes, np.where(reached, people, 0.0), size)
    walked = _sums(codes, np.where(reached, people * np.where(reached, distance, 0.0), 0.0), size)
    worst = np.full(size, -np.inf)
    lived = (people > 0) & (codes >= 0)
    np.maximum.at(worst, codes[lived], distance[lived])
    return {
        "served": served,
        "share": _ratio(served, _sums(codes, people, size)),
        "mean_m": _ratio(walked, weight),
        "worst_m": np.where(worst == -np.inf, np.nan, worst),
    }


def _total(people: Floats, distances: dict[str, Floats], radius: float) -> dict[str, Any]:
    one = np.zeros(len(people), dtype=np.intp)
    total: dict[str, Any] = {"people": float(people.sum()), "demand_points": len(people)}
    for when, distance in distances.items():
        for name, values in _measures(one, people, distance, radius, 1).items():
            total[f"{name}_{when}"] = float(values[0])
        total[f"points_served_{when}"] = int((distance <= radius).sum())
    total["gained"] = total["served_after"] - total["served_before"]
    return total


def _sums(codes: Indices, values: Floats, size: int) -> Floats:
    """Add values up by code; codes below 0 belong to no unit."""
    held = codes >= 0
    return np.bincount(codes[held], weights=values[held], minlength=size).astype(float)


def _ratio(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share


def _people(people: ArrayLike) -> Floats:
    count = np.asarray(people, dtype=float).reshape(-1)
    if not np.isfinite(count).all() or (count < 0).any():
        raise ShapeError("people holds negative or missing numbers; accepted: 0 or more")
    return count


def _distances(distance: ArrayLike, size: int, name: str) -> Floats:
    found = np.asarray(distance, dtype=float).reshape(-1)
    if len(found) != size:
        raise ShapeError(f"{name} has {len(found)} entries, people {size}; accepted: as many")
    if np.isnan(found).any() or (found < 0).any():
        raise ShapeError(f"{name} holds negative or missing distances; accepted: 0 m or more")
    return found
