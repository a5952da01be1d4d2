"""Where people are: owners of points, areal weighting, population on residential land.

Areal weighting: Goodchild and Lam (1980), Geo-Processing 1:297-312. Binary dasymetric weighting:
Eicher and Brewer (2001), Cartography and Geographic Information Science 28:125-138.
Mass preservation: Tobler (1979), Journal of the American Statistical Association 74:519-530.
"""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.checks import require_columns, require_metric, require_same_crs, require_unique_index
from spatial.errors import ShapeError

STANDS = "stands"
"""Column of points in metres: where a feature stands, apart from its shape."""


def assign_zones(features: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    """Return the label of the one zone that owns each feature.

    A point belongs to the zone it lies in, a line or polygon to the zone of a point on its
    surface. A point on an edge that zones share goes to the zone whose label sorts first, so the
    owner does not depend on the order of the rows.

    Parameters
    ----------
    features, zones
        Frames in the same metric CRS. Features whose shape is that of their entrances say in
        `STANDS` where they stand: a gate across the street does not move a school.

    Returns
    -------
    pandas.Series
        Index of `features`; labels of `zones`, missing where no zone holds the feature.

    Raises
    ------
    NotMetricError, ShapeError
        When a frame has no metric CRS, or labels of zones repeat.
    """
    require_metric(features, "features")
    require_metric(zones, "zones")
    require_unique_index(zones, "zones")
    require_same_crs("zones", zones, features=features)
    order = np.argsort(zones.index.to_numpy(), kind="stable")
    polygons = zones.geometry.to_numpy()[order]
    drawn = features.get(STANDS, features.geometry)
    places = shapely.point_on_surface(drawn.to_numpy())
    found = shapely.STRtree(polygons).query(places, predicate="intersects")
    rank = np.full(len(places), len(polygons))
    np.minimum.at(rank, found[0], found[1])
    inside = rank < len(polygons)
    labels = pd.Series(zones.index[order[np.where(inside, rank, 0)]] if len(zones) else rank)
    if pd.api.types.is_integer_dtype(labels.dtype):
        labels = labels.astype("Int64")
    labels = labels.mask(~inside)
    return pd.Series(labels.array, index=features.index, name="zone")


def scale_to_totals(values: pd.Series, zones: pd.Series, totals: pd.Series) -> pd.Series:
    """Scale `values` so that those of each zone add up to the zone's total.

    A zone whose values are all zero shares its total evenly. Where the total is not known
    (missing) the values stay as they are; values without a zone stay as they are too. A total of
    a zone that has no values cannot be placed: `unplaced` lists those.

    Parameters
    ----------
    values
        Non-negative weights, one a feature (persons, m2 of floor area, ...).
    zones
        Label of the owning zone of each feature, same index (see `assign_zones`).
    totals
        Total of each zone, index = labels of the zones.

    Returns
    -------
    pandas.Series
        Index of `values`; the sum over a zone equals its total to 1e-9 (relative).

    Raises
    ------
    ShapeError
        When a value is negative, infinite or missing, or the indexes differ.
    """
    weights = values.to_numpy(dtype=float)
    if not values.index.equals(zones.index):
        raise ShapeError("zones: must have the same index as values")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ShapeError("values: must be finite and not negative")
    owner = totals.index.get_indexer(pd.Index(zones))
    owned = (owner >= 0) & zones.notna().to_numpy()
    wanted = np.where(owned, totals.to_numpy(dtype=float)[owner], np.nan)
    placed = owned & np.isfinite(wanted)
    slots = np.where(placed, owner, 0)
    size = len(totals)
    largest = np.zeros(size)
    np.maximum.at(largest, slots[placed], weights[placed])
    # Divided by the largest of the zone first: no underflow when all weights are tiny.
    top = largest[slots] if size else np.zeros(len(weights))
    share = np.where(top > 0, weights / np.where(top > 0, top, 1.0), 1.0)
    sums = np.bincount(slots[placed], weights=share[placed], minlength=max(size, 1))
    scaled = np.where(placed, wanted * share / np.where(placed, sums[slots], 1.0), weights)
    return pd.Series(scaled, index=values.index, name=values.name)


def unplaced(zones: pd.Series, totals: pd.Series) -> pd.Series:
    """Return the known, non-zero totals of zones in which no feature lies."""
    lonely = ~totals.index.isin(pd.Index(zones.dropna().unique()))
    return totals[lonely & totals.notna().to_numpy() & (totals != 0).to_numpy()]


def areal_weighting(
    sources: gpd.GeoDataFrame, targets: gpd.GeoDataFrame, *, column: str = "population"
) -> pd.Series:
    """Move a count from source polygons to target polygons in proportion to shared area.

    Parameters
    ----------
    sources
        Polygons with the count in `column` (missing = no data, moves nothing).
    targets
        Polygons that do not overlap each other; where they do, people are counted in each.
    column
        Name of an extensive quantity (persons, households), not of a rate.

    Returns
    -------
    pandas.Series
        Index of `targets`: sum over s of count(s) * area(s and t) / area(s). A target that
        touches only sources without data is missing, not 0. When the targets tile the sources
        the sum equals that of the sources.

    Raises
    ------
    NotMetricError, MissingColumnError
        When a frame has no metric CRS, or `sources` lacks `column`.
    """
    require_metric(sources, "sources")
    require_metric(targets, "targets")
    require_same_crs("sources", sources, targets=targets)
    require_columns(sources, "sources", [column])
    origin = sources.geometry.to_numpy()
    goal = targets.geometry.to_numpy()
    pairs = shapely.STRtree(goal).query(origin, predicate="intersects")
    shared = shapely.area(shapely.intersection(origin[pairs[0]], goal[pairs[1]]))
    whole = shapely.area(origin)[pairs[0]]
    counts = sources[column].to_numpy(dtype=float)[pairs[0]]
    real = (shared > 0) & (whole > 0)
    known = real & np.isfinite(counts)
    moved = np.bincount(
        pairs[1][known],
        weights=counts[known] * shared[known] / whole[known],
        minlength=len(targets),
    )
    blank = np.bincount(pairs[1][real & ~known], minlength=len(targets)) > 0
    reached = np.bincount(pairs[1][known], minlength=len(targets)) > 0
    moved[blank & ~reached] = np.nan
    return pd.Series(moved, index=targets.index, name=column)


def occupied_land(zones: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones cut down to the land people live on.

    Overlapping land is dissolved. A zone without any such land keeps its whole shape, so nobody
    is lost; `on_land` tells which zones were cut.
    """
    require_metric(zones, "zones")
    require_same_crs("zones", zones, land=land)
    shapes = zones.geometry.to_numpy()
    parts = land.geometry.to_numpy()
    pairs = shapely.STRtree(parts).query(shapes, predicate="intersects")
    bounds = np.searchsorted(pairs[0], np.arange(len(shapes) + 1))
    lived = np.array(
        [
            shapely.intersection(shapes[i], shapely.union_all(parts[pairs[1][low:high]]))
            for i, (low, high) in enumerate(pairwise(bounds))
        ],
        dtype=object,
    )
    cut = shapely.area(lived) > 0
    frame = zones.set_geometry(gpd.GeoSeries(np.where(cut, lived, shapes), zones.index, zones.crs))
    return frame.assign(on_land=cut)


def people_on_land(
    zones: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    column: str = "population",
) -> pd.Series:
    """Return the people in each target when those of a zone live only on its `land`.

    Binary dasymetric weighting: inside a zone all land in `land` (usually residential) has the
    same density, everything else none; a zone without such land falls back to its whole area.

    Parameters
    ----------
    zones
        Polygons with persons in `column`.
    land
        Polygons on which people live; overlaps are dissolved.
    targets
        Polygons to count in, not overlapping each other (for example the covered area).

    Returns
    -------
    pandas.Series
        Persons, index of `targets`.
    """
    return areal_weighting(occupied_land(zones, land), targets, column=column)
