"""Green space by zone, with a ledger that balances.

Green polygons of real data overlap, repeat and cross borders. They are dissolved before any area
is taken and split at the borders of the zones, so no square meter counts twice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from spatial.arrays import Floats, Indices, Shapes
from spatial.checks import POLYGONAL, require_kinds, require_metric, require_same_crs

PARK_CLASSES = ("comprehensive_park", "community_park", "special_park", "pocket_park")
POPULATIONS = ("resident", "registered")
ROUNDING = 1e-12
"""Sums of areas that differ by less than this part of them are equal: some 5,000 roundings."""
CROWDED = 24
"""Polygons whose boxes meet that of a polygon, on average, from which all are united at once."""


@dataclass(frozen=True)
class GreenByZone:
    """Green by zone.

    Attributes
    ----------
    rows
        Index of the zones: `area_m2, green_area_m2, green_ratio, population_resident,
        population_registered, green_per_resident_m2, green_per_registered_m2`.
    total
        The same keys for all zones together and `zones_without_resident`,
        `zones_without_registered`: how many zones have no such population. The total per person
        is taken over the zones whose population is known.
    ledger
        All in m2: `sum_of_polygons_m2 - overlap_m2 = union_m2 = inside_m2 + outside_m2 +
        difference_m2`; `counted_twice_m2` is green that lies in more than one zone because the
        zones overlap (0 when they do not).
    """

    rows: pd.DataFrame
    total: dict[str, Any]
    ledger: dict[str, float]


def green(
    zones: gpd.GeoDataFrame,
    green_spaces: gpd.GeoDataFrame,
    *,
    classes: Collection[str] | None = None,
) -> GreenByZone:
    """Measure the green area of each zone, its share of the land and its area per person.

    Parameters
    ----------
    zones
        Polygons; `population_resident` and `population_registered` are used where present
        (missing = no data).
    green_spaces
        Polygons in the same metric CRS; they may overlap and cross borders.
    classes
        Values of `green_class` to count, for example `PARK_CLASSES`; all when None.

    Returns
    -------
    GreenByZone
        Areas in m2. Per person is missing (NaN) where the population is unknown or 0.

    Raises
    ------
    NotMetricError, ShapeError
        When a frame has no metric CRS or holds something other than valid polygons.
    """
    require_metric(zones, "zones")
    require_same_crs("zones", zones, green_spaces=green_spaces)
    require_kinds(zones, "zones", POLYGONAL)
    require_kinds(green_spaces, "green_spaces", POLYGONAL)
    chosen = green_spaces
    if classes is not None:
        chosen = green_spaces[green_spaces["green_class"].isin(list(classes))]
    polygons = chosen.geometry.to_numpy()
    parts = dissolve(polygons)
    shapes = zones.geometry.to_numpy()
    inside = area_inside(shapes, parts)
    rows = _rows(zones, inside)
    return GreenByZone(rows, _total(rows), _ledger(shapes, polygons, parts, inside))


def dissolve(polygons: Shapes) -> Shapes:
    """Return polygons without overlap that cover the same ground.

    Only polygons that touch each other are united (connected components of an STRtree join), the
    rest pass through: real layers are mostly disjoint, and one union of everything is slow. Where
    everything overlaps, as service areas do, finding out who touches whom is the slower way.
    """
    present = polygons[~shapely.is_missing(polygons) & ~shapely.is_empty(polygons)]
    if len(present) == 0:
        return present
    tree = shapely.STRtree(present)
    left, right = tree.query(present)
    if len(left) > CROWDED * len(present):
        parts = shapely.get_parts(shapely.union_all(present))
        return parts[shapely.area(parts) > 0]
    left, right = tree.query(present, predicate="intersects")
    # Neighbors in index order, so that only true pairs enter the graph.
    pair = left < right
    component = connected(left[pair], right[pair], len(present))
    size = np.bincount(component)
    alone = present[size[component] == 1]
    crowded = np.flatnonzero(size[component] > 1)
    crowded = crowded[np.argsort(component[crowded], kind="stable")]
    starts = np.flatnonzero(np.diff(component[crowded], prepend=-1))
    united = [shapely.union_all(group) for group in np.split(present[crowded], starts[1:])]
    parts = shapely.get_parts(np.concatenate([alone, np.array(united, dtype=object)]))
    return parts[shapely.area(parts) > 0]


def connected(left: Indices, right: Indices, size: int) -> NDArray[np.int32]:
    """Return the number of the group of each of `size` things, linked in pairs left-right."""
    links = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    _, group = connected_components(links, directed=False)
    return np.asarray(group, dtype=np.int32)


def area_inside(shapes: Shapes, parts: Shapes) -> Floats:
    """Return the area (m2) of non-overlapping `parts` in each of `shapes`.

    A part whole within a shape, or a shape whole within a part, needs no intersection; only
    those that cross are cut.
    """
    where, part = shapely.STRtree(parts).query(shapes)
    # Both sides prepared: a service area of a whole town has more corners than all its buildings.
    shapely.prepare(parts)
    shapely.prepare(shapes)
    touching = shapely.intersects(parts[part], shapes[where])
    where, part = where[touching], part[touching]
    area, whole = shapely.area(parts)[part], shapely.area(shapes)[where]
    crossing = ~shapely.covers(shapes[where], parts[part])
    larger = np.flatnonzero(crossing & (area >= whole))
    filled = larger[shapely.covers(parts[part[larger]], shapes[where[larger]])]
    area[filled], crossing[filled] = whole[filled], False
    area[crossing] = shapely.area(
        shapely.intersection(shapes[where[crossing]], parts[part[crossing]])
    )
    return np.bincount(where, weights=area, minlength=len(shapes)).astype(np.float64)


def per_person(amount: pd.Series, population: pd.Series) -> pd.Series:
    """Divide; missing where the population is unknown or 0, never infinite."""
    return amount / population.where(population > 0)


def _rows(zones: gpd.GeoDataFrame, inside: Floats) -> pd.DataFrame:
    area = zones.geometry.area
    rows = pd.DataFrame({"area_m2": area, "green_area_m2": inside}, index=zones.index)
    rows["green_ratio"] = rows["green_area_m2"] / area.where(area > 0)
    for kind in POPULATIONS:
        name = f"population_{kind}"
        known = zones[name] if name in zones else pd.Series(np.nan, index=zones.index)
        rows[name] = pd.to_numeric(known).astype(float)
    for kind in POPULATIONS:
        rows[f"green_per_{kind}_m2"] = per_person(rows["green_area_m2"], rows[f"population_{kind}"])
    return rows


def _total(rows: pd.DataFrame) -> dict[str, Any]:
    area, green_area = float(rows["area_m2"].sum()), float(rows["green_area_m2"].sum())
    total: dict[str, Any] = {
        "area_m2": area,
        "green_area_m2": green_area,
        "green_ratio": green_area / area if area > 0 else None,
    }
    for kind in POPULATIONS:
        people = rows[f"population_{kind}"]
        known = people.notna()
        count = float(people.sum()) if known.any() else None
        shared = float(rows.loc[known, "green_area_m2"].sum())
        total[f"population_{kind}"] = count
        total[f"green_per_{kind}_m2"] = shared / count if count else None
        total[f"zones_without_{kind}"] = int((~known).sum())
    return total


def excess(whole: float, part: float) -> float:
    """Return by how many m2 a sum of areas exceeds a part of it; what is rounding of it is 0."""
    more = whole - part
    return more if abs(more) > ROUNDING * abs(whole) else 0.0


def _ledger(shapes: Shapes, polygons: Shapes, parts: Shapes, inside: Floats) -> dict[str, float]:
    outline = shapely.union_all(shapes)
    shapely.prepare(outline)
    area = shapely.area(parts)
    within = area.copy()
    beyond = np.zeros(len(parts))
    crossing = parts[cut := ~shapely.covers(outline, parts)]
    # Both sides are measured, neither is taken as the rest: the balance is a check.
    within[cut] = shapely.area(shapely.intersection(crossing, outline))
    beyond[cut] = shapely.area(shapely.difference(crossing, outline))
    union, gross = float(area.sum()), float(shapely.area(polygons).sum())
    kept, outside = float(within.sum()), float(beyond.sum())
    return {
        "union_m2": union,
        "inside_m2": kept,
        "outside_m2": outside,
        "sum_of_polygons_m2": gross,
        "overlap_m2": excess(gross, union),
        "counted_twice_m2": excess(float(inside.sum()), kept),
        "difference_m2": union - kept - outside,
    }
