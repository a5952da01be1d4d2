"""Where streets meet borders: the crossings by which a site is entered.

A street that runs along a border meets it at points at most so far apart, its ends included.
"""

import numpy as np
import shapely

from spatial.arrays import Floats, Indices, Ints, Shapes
from spatial.checks import as_points
from spatial.network.attachment import Attachment
from spatial.network.network import Network, Places
from spatial.site_points import SPACING, SitePoints

_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


def with_crossings(network: Network, sites: SitePoints) -> SitePoints:
    """Return sites with the places where open streets meet the edges that distance counts from.

    Sites that are entered by points of their own stay as they are.
    """
    areas, owner = sites.areas[sites.from_edge], sites.area_owner[sites.from_edge]
    if not len(areas):
        return sites
    west_south, east_north = np.split(shapely.total_bounds(areas), 2)
    _, streets = polylines_near(network, west_south, east_north)
    if not len(streets):
        return sites
    return sites.and_points(*_crossings(areas, owner, streets))


def line_crossings(sites: SitePoints, line: shapely.LineString) -> tuple[Floats, Indices]:
    """Return where one street meets the edges that distance counts from, and whose edge it is."""
    areas, owner = sites.areas[sites.from_edge], sites.area_owner[sites.from_edge]
    return _crossings(areas, owner, np.array([line], dtype=object))


def _crossings(areas: Shapes, owner: Indices, streets: Shapes) -> tuple[Floats, Indices]:
    borders = shapely.boundary(areas)
    points, area = border_meetings(borders, shapely.STRtree(streets), spacing=SPACING)
    found = np.unique(np.column_stack([owner[area], points]), axis=0)
    return found[:, 1:], found[:, 0].astype(np.intp)


def walked_to_sites(
    network: Network, places: Places, sites: SitePoints, *, max_snap: float | None = None
) -> tuple[Floats, Indices]:
    """Return the metres walked from places to the nearest site, (n,), and its row.

    Infinite and -1 where none is reached; 0 for who stands in one, near a street or not.
    """
    entered = with_crossings(network, sites)
    distance, point = network.nearest(places, entered.points, max_snap=max_snap)
    points = places.points if isinstance(places, Attachment) else as_points(places, "places")
    return entered.standing(points).nearest(distance, entered.rows(point))


def border_meetings(
    borders: Shapes, streets: shapely.STRtree, *, spacing: float
) -> tuple[Floats, Indices]:
    """Return where streets meet borders, (k, 2) in metres, and the row of the border of each.

    Parameters
    ----------
    borders : (n,) array of LineString or MultiLineString
        In metres.
    streets : STRtree
        Of such lines, in metres of the same system.
    spacing : float
        Metres, more than 0, between the points where a street runs along a border.
    """
    border, street = streets.query(borders, predicate="intersects")
    shared = shapely.intersection(borders[border], streets.geometries[street])
    met, pair = shapely.get_parts(shared, return_index=True)
    # Borders that run along a street in part come back as mixed collections.
    met, inner = shapely.get_parts(met, return_index=True)
    pair = pair[inner]
    running = np.isin(shapely.get_type_id(met), _LINES)
    points = shapely.get_coordinates(met[~running])
    spaced, line = points_along(met[running], spacing)
    pairs = np.concatenate([pair[~running], pair[running][line]])
    return np.concatenate([points, spaced]), border[pairs]


def points_along(lines: Shapes, spacing: float) -> tuple[Floats, Indices]:
    """Return points at most `spacing` (m) apart along lines, both ends too, and the row of each."""
    parts, row = shapely.get_parts(lines, return_index=True)
    number = np.ceil(shapely.length(parts) / spacing).astype(np.intp)
    which = np.repeat(np.arange(len(parts)), number + 1)
    place = np.arange(len(which)) - np.repeat(np.cumsum(number + 1) - (number + 1), number + 1)
    share = place / np.maximum(number, 1)[which]
    points = shapely.line_interpolate_point(parts[which], share, normalized=True)
    return shapely.get_coordinates(points), row[which]


def polylines_near(network: Network, low: Floats, high: Floats) -> tuple[Ints, Shapes]:
    """Return the open edges whose own box meets a box, and their polylines, in metres.

    `low` and `high`, (2,), are the southwestern and the northeastern corner of the box.
    """
    first, last = network.edge_first[:-1], network.edge_first[1:]
    if not len(first):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    top = np.maximum.reduceat(network.vertices, first, axis=0)
    bottom = np.minimum.reduceat(network.vertices, first, axis=0)
    meets = ((top >= low) & (bottom <= high)).all(axis=1)
    near = np.flatnonzero(meets & network.edge_open)
    size = (last - first)[near]
    rows = np.arange(size.sum()) + np.repeat(first[near] - np.cumsum(size) + size, size)
    owner = np.repeat(np.arange(len(near)), size)
    return near, np.asarray(shapely.linestrings(network.vertices[rows], indices=owner))
