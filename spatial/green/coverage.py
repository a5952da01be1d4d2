"""Park service-radius coverage by unit: land, residential land and people, by class of size.

GB/T 51346-2019, A.0.3: residential land within the service radius of parks, over all residential
land. Service areas start at the border of the park and hold the park itself. Which parks count and
how far each size reaches comes from a table of size classes (`spatial.rules.SizeClass`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.arrays import Flags, Floats, Indices, Ints, Shapes
from spatial.coverage import Ground
from spatial.errors import ShapeError
from spatial.green.ledger import area_inside
from spatial.green.park_brackets import park_bracket
from spatial.green.park_service import ParkService, Walk, served_on_foot, served_straight
from spatial.green.parks import edge_error, size_members
from spatial.population import assign_zones
from spatial.rules import SizeClass
from spatial.shares import share_of


@dataclass(frozen=True, eq=False)
class ParkCoverage:
    """What `park_coverage` found.

    Attributes
    ----------
    rows : DataFrame
        One row a unit: `area_m2, covered_area_m2, area_share`, with residential land
        `residential_area_m2, covered_residential_m2, residential_share`, then `population,
        covered_population, population_share`, the last two also as `_low` and `_high` (what can be
        known, see `spatial.green.park_brackets`), `parks_inside, park_area_m2` and for the i-th
        class `class{i}_parks, class{i}_population` and `class{i}_residential_m2`. Shares are 0 to
        1, NaN where there is nothing to take a share of; people NaN where not known.
    total : dict
        The same for all units together, `parks_outside` (no unit holds them, but they count),
        `zones_without_population`, `edge_error_m` (how far drawn service areas fall short at most;
        0 on foot) and, on foot, `parks_closed` (without an entrance), `places_unattached` and
        `spacing_m`.
    classes : DataFrame
        A row a size class: `min_m2, max_m2, radius_m, parks, park_area_m2, covered_area_m2,
        covered_population` and `covered_residential_m2`. Classes overlap on the ground: their sums
        are more than the total.
    """

    rows: pd.DataFrame
    total: dict[str, Any]
    classes: pd.DataFrame


def park_coverage(
    ground: Ground,
    parks: Shapes,
    size_classes: Sequence[SizeClass],
    *,
    walk: Walk | None = None,
    groups: pd.Series | None = None,
) -> ParkCoverage:
    """Measure which land and whom parks serve.

    Parameters
    ----------
    ground : Ground
        Zones with their land and people (`spatial.coverage.ground.prepare_ground`).
    parks : (n,) Polygon or MultiPolygon
        From `spatial.green.parks.sized_parks` or `whole_parks`: all that exist, also outside the
        zones, in the metric system of the ground.
    size_classes : sequence of SizeClass
        Half-open in area; a park may be in several.
    walk : Walk, optional
        Streets and entrances of `parks`: distances are then those on foot.
    groups : Series, optional
        For each zone the label of the unit that its numbers are added to; each zone by default.

    Raises
    ------
    ShapeError
        When there is no size class, or a zone has no unit.
    """
    if not size_classes:
        raise ShapeError("size_classes is empty; accepted: one class of size or more")
    zones = ground.zones
    labels = pd.Series(zones.index, index=zones.index) if groups is None else groups
    unit, names = pd.factorize(labels.reindex(zones.index), sort=True)
    if (unit < 0).any():
        lost = ", ".join(map(str, zones.index[unit < 0][:5]))
        raise ShapeError(f"groups names no unit for {lost}; accepted: one for every zone")
    if walk is None:
        served = served_straight(ground, parks, size_classes)
    else:
        served = served_on_foot(ground, parks, size_classes, walk=walk)
    sums = _Sums(ground, served)
    owner = _owners(parks, zones)
    inside = area_inside(zones.geometry.to_numpy(), parks)
    members = size_members(parks, size_classes)
    counted = np.asarray(members.any(axis=0))
    people = sums.columns(-1)["covered_population"]
    low, high = park_bracket(ground, parks, size_classes, walk=walk)
    columns = sums.columns(-1) | {
        "covered_population_low": np.fmin(low, people),
        "covered_population_high": np.fmax(high, people),
        "parks_inside": _count(owner, counted, len(zones)),
        "park_area_m2": inside,
    }
    for number, member in enumerate(members, start=1):
        columns |= {f"class{number}_parks": _count(owner, member, len(zones))}
        columns |= {f"class{number}_{k}": v for k, v in sums.brief(number - 1).items()}
    total = _add_up(columns, np.zeros(len(zones), dtype=np.intp), 1)
    rows = pd.DataFrame(_add_up(columns, unit, len(names)), index=pd.Index(names, name="id"))
    found = {name: values[0].item() for name, values in total.items()}
    return ParkCoverage(
        rows,
        found | _counts(ground, owner[counted], size_classes, served, walk),
        _by_class(parks, members, size_classes, sums),
    )


class _Sums:
    """Covered land and people of zones, from the shares that are served."""

    def __init__(self, ground: Ground, served: ParkService) -> None:
        self._ground, self._served = ground, served
        self._area, self._land = ground.parts(ground.polygons.area)

    def columns(self, row: int) -> dict[str, Floats]:
        """Return areas, residential land and people of each zone, whole and covered."""
        columns = {"area_m2": self._area, "covered_area_m2": self._covered(row)[0]}
        if self._ground.land_owner is not None:
            whole, part = self._residential(row)
            columns |= {"residential_area_m2": whole, "covered_residential_m2": part}
        people = self._ground.population
        return columns | {"population": people, "covered_population": self._people(row)}

    def brief(self, row: int) -> dict[str, Floats]:
        """Return the covered people and residential land of each zone."""
        found = {"population": self._people(row)}
        if self._ground.land_owner is not None:
            found["residential_m2"] = self._residential(row)[1]
        return found

    def area(self, row: int) -> float:
        """Return the covered area of all zones."""
        return float(self._covered(row)[0].sum())

    def _covered(self, row: int) -> tuple[Floats, Floats]:
        zone, land = self._ground.parts(self._served.polygons[row])
        return zone * self._area, land * self._land

    def _residential(self, row: int) -> tuple[Floats, Floats]:
        owner, size = self._ground.land_owner, len(self._area)
        if owner is None:
            return np.zeros(size), np.zeros(size)
        parts = (self._land, self._covered(row)[1])
        whole, part = (np.bincount(owner, weights=x, minlength=size).astype(float) for x in parts)
        return whole, part

    def _people(self, row: int) -> Floats:
        """Return the people of each zone at the points that are served."""
        return self._ground.points.within(self._served.points[row])


_SHARES = {
    "covered_area_m2": ("area_share", "area_m2"),
    "covered_residential_m2": ("residential_share", "residential_area_m2"),
    "covered_population": ("population_share", "population"),
    "covered_population_low": ("population_share_low", "population"),
    "covered_population_high": ("population_share_high", "population"),
}


def _add_up(columns: dict[str, Any], unit: Indices, units: int) -> dict[str, Any]:
    """Return sums by unit and shares of sums; zones without data on people count in neither."""
    known = np.isfinite(columns["population"])
    blank = np.bincount(unit, weights=known, minlength=units) == 0
    summed: dict[str, Any] = {}
    for name, values in columns.items():
        human = "population" in name
        amount = np.where(known, values, 0.0) if human else values
        sums = np.bincount(unit, weights=amount, minlength=units)
        summed[name] = np.where(blank, np.nan, sums) if human else sums.astype(values.dtype)
        if name in _SHARES:
            share, whole = _SHARES[name]
            summed[share] = share_of(summed[name], summed[whole])
    return summed


def _owners(parks: Shapes, zones: gpd.GeoDataFrame) -> Indices:
    """Return the row of the one zone that owns each park; -1 outside all."""
    frame = gpd.GeoDataFrame(geometry=list(parks), crs=zones.crs)
    owner: Indices = zones.index.get_indexer(pd.Index(assign_zones(frame, zones)))
    return owner


def _count(owner: Indices, chosen: Flags, size: int) -> Ints:
    return np.bincount(owner[chosen & (owner >= 0)], minlength=size).astype(np.int64)


def _counts(
    ground: Ground,
    owner: Indices,
    size_classes: Sequence[SizeClass],
    served: ParkService,
    walk: Walk | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "parks_outside": int((owner < 0).sum()),
        "zones_without_population": int(np.isnan(ground.population).sum()),
    }
    if walk is None:
        widest = max(one.radius_m for one in size_classes)
        return found | {"edge_error_m": edge_error(widest)}
    return found | {
        "parks_closed": len(walk.entrances.closed),
        "places_unattached": served.unattached,
        "spacing_m": served.spacing,
    }


def _by_class(
    parks: Shapes,
    members: Flags,
    size_classes: Sequence[SizeClass],
    sums: _Sums,
) -> pd.DataFrame:
    area = shapely.area(parks)
    rows = []
    for number, (one, member) in enumerate(zip(size_classes, members, strict=True)):
        brief = sums.brief(number)
        rows.append(
            {
                "min_m2": one.min_m2,
                "max_m2": one.max_m2,
                "radius_m": one.radius_m,
                "parks": int(member.sum()),
                "park_area_m2": float(area[member].sum()),
                "covered_area_m2": sums.area(number),
                "covered_population": float(np.nansum(brief["population"])),
            }
        )
        if "residential_m2" in brief:
            rows[-1]["covered_residential_m2"] = float(brief["residential_m2"].sum())
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="class"))
