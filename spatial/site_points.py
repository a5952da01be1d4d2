"""From where distance to a facility counts: its point, its entrances, or the edge of its site.

One rule for every analysis, in a straight line and on foot:

1. Who stands in the area that a site is drawn as, edge included, is at it: distance 0.
2. From outside, a site drawn as an area is entered anywhere along its edge: points stand on it at
   most `SPACING` m apart. Someone d metres from the edge has at most sqrt(d^2 + (s/2)^2) to the
   nearest of points s apart, which is s^2 / (8 d) more: 0.17 m at 300 m, 1 m at 49 m; nearer than
   s / 2 it may be up to s / 2 more. On foot the places where streets cross the edge are such
   points too (`spatial.network.with_crossings`).
3. Entrances are points of their own, and then the edge is not; rule 1 holds all the same.

No edge takes more than about `MOST` points beside its corners: on a longer edge than 100 km they
stand further apart in proportion. An edge of 200 km has s = 40 m: 0.67 m more at 300 m.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csr_array

from spatial.arrays import Flags, Floats, Indices, Shapes
from spatial.boxes import near_boxes
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance

SPACING = 20.0
"""Distance (m) between points on the edge of a site, at most."""
MOST = 5_000
"""Points on the edge of one site: more would tell nothing and fill the memory."""
SITES = ("Point", "MultiPoint", "Polygon", "MultiPolygon")
"""What a facility may be drawn as."""
_LOST = 1e-9
"""Share of a polygon below which what is left of it is rounding."""
DRAWN = "drawn"
"""Column of the areas (polygons in metres, or None) of facilities drawn as their entrances."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Who stands in the areas of which sites: pairs, ascending by place, then by site.

    Attributes
    ----------
    place, site : (h,) int
        Rows.
    """

    place: Indices
    site: Indices

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.place)

    def nearest(self, distance: Floats, site: Indices) -> tuple[Floats, Indices]:
        """Return distance (m) and site of the nearest, (n,), with 0 for who stands in one.

        Of several at distance 0 the first is named.
        """
        if not len(self):
            return distance, site
        place, first = np.unique(self.place, return_index=True)
        own = self.site[first]
        away, row = distance.copy(), site.copy()
        already = (distance[place] == 0) & (site[place] >= 0)
        row[place] = np.where(already, np.minimum(site[place], own), own)
        away[place] = 0.0
        return away, row

    def costs(self, table: csr_array, *, below: Floats | None = None) -> csr_array:
        """Return a table (n, count) of metres with 0 for who stands in a site.

        With `below`, (n,) metres, only where that is more than 0.
        """
        chosen = slice(None) if below is None else below[self.place] > 0
        place, site = self.place[chosen], self.site[chosen]
        if not len(place):
            return table
        held = table.tocoo()
        row = np.concatenate([held.coords[0], place])
        column = np.concatenate([held.coords[1], site])
        metres = np.concatenate([held.data, np.zeros(len(place))])
        return _least_table(row, column, metres, table.shape)

    def of(self, sites: ArrayLike) -> "Standing":
        """Return only the pairs of the sites that are marked, (count,) bool."""
        chosen = np.asarray(sites, dtype=bool)[self.site]
        return Standing(self.place[chosen], self.site[chosen])


@dataclass(frozen=True, eq=False)
class SitePoints:
    """The points of facilities, in the order of the facilities.

    Attributes
    ----------
    points : (k, 2) float
        In metres.
    owner : (k,) int
        Row of the facility that each belongs to.
    count : int
        How many facilities there are.
    areas : (a,) Polygon or MultiPolygon
        In metres: who stands in them is at their facility. None are empty.
    area_owner : (a,) int
        Row of the facility that each belongs to, ascending.
    from_edge : (a,) bool
        Whether distance counts from the edge of the area; else the facility has entrances.
    """

    points: Floats
    owner: Indices
    count: int
    areas: Shapes = field(default_factory=lambda: np.empty(0, dtype=object))
    area_owner: Indices = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    from_edge: Flags = field(default_factory=lambda: np.empty(0, dtype=bool))

    def __len__(self) -> int:
        """Return how many facilities there are."""
        return self.count

    def behind(self, points: Floats) -> "SitePoints":
        """Return these facilities behind others that are one point each, (m, 2) metres."""
        first = len(points)
        owner = np.concatenate([np.arange(first), self.owner + first]).astype(np.intp)
        return replace(
            self,
            points=np.concatenate([points, self.points]),
            owner=owner,
            count=first + self.count,
            area_owner=(self.area_owner + first).astype(np.intp),
        )

    def and_points(self, points: Floats, owner: Indices) -> "SitePoints":
        """Return these with more points of some facilities: (m, 2) metres and their rows (m,)."""
        owners = np.concatenate([self.owner, owner]).astype(np.intp)
        order = np.argsort(owners, kind="stable")
        together = np.concatenate([self.points, points])
        return replace(self, points=together[order], owner=owners[order])

    def without_area(self, facility: int) -> "SitePoints":
        """Return these without the area of one facility; its points stay."""
        kept = self.area_owner != facility
        if kept.all():
            return self
        return replace(
            self,
            areas=self.areas[kept],
            area_owner=self.area_owner[kept],
            from_edge=self.from_edge[kept],
        )

    def straight(self, places: Floats) -> tuple[Floats, Indices]:
        """Return the straight distance (m) of places, (n, 2), to the nearest facility, and its row.

        Infinite and -1 without facilities; of equally near ones the first.
        """
        distance, point = nearest_distance(places, self.points)
        return self.standing(places).nearest(distance, self.rows(point))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.areas)

    def standing(self, places: Floats) -> Standing:
        """Return which of `places`, (n, 2) metres, stand in the area of which facility."""
        if not len(self.areas) or not len(places):
            return Standing(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
        shapely.prepare(self.areas)
        near = np.flatnonzero(near_boxes(places, shapely.bounds(self.areas)))
        place, area = self._tree.query(shapely.points(places[near]), predicate="intersects")
        pairs = np.unique(np.column_stack([near[place], self.area_owner[area]]), axis=0)
        return Standing(*pairs.T.astype(np.intp))

    def of_points(self, row: Indices) -> "SitePoints":
        """Return these facilities with the points in `row`, some of them several times."""
        return replace(self, points=self.points[row], owner=self.owner[row])

    @property
    def single(self) -> bool:
        """Whether every facility is one point and nothing else."""
        return len(self.points) == self.count and not len(self.areas)

    def rows(self, found: Indices) -> Indices:
        """Return the facilities of points by their rows; -1 stays -1."""
        if self.single:
            return found
        return np.where(found >= 0, self.owner[found], -1)

    def least(self, values: Floats) -> Floats:
        """Return the least of `values` (k,) of each facility; infinite without any."""
        if self.single:
            return values
        found = np.full(self.count, np.inf)
        np.minimum.at(found, self.owner, values)
        return found

    def least_costs(self, costs: csr_array) -> csr_array:
        """Return a table (n, count) with the least cost of each facility out of (n, k)."""
        if self.single:
            return costs
        table = costs.tocoo()
        row, column = table.coords[0], self.owner[table.coords[1]]
        return _least_table(row, column, table.data, (costs.shape[0], self.count))


def sites_of(facilities: gpd.GeoDataFrame) -> SitePoints:
    """Return the points of facilities in metres; their areas in `DRAWN` where that is given.

    Raises
    ------
    ShapeError
        As `site_points`.
    """
    drawn = facilities[DRAWN].to_numpy() if DRAWN in facilities else None
    return site_points(facilities.geometry.to_numpy(), drawn=drawn)


def site_points(
    shapes: ArrayLike, *, drawn: ArrayLike | None = None, spacing: float = SPACING
) -> SitePoints:
    """Return the points from which distance to facilities counts, and the areas of their sites.

    Parameters
    ----------
    shapes : (n,) array of Point, MultiPoint, Polygon or MultiPolygon
        In metres, none missing or empty.
    drawn : (n,) array of Polygon, MultiPolygon or None, optional
        The area of each site whose shape is its entrances; those drawn as areas need none.
    spacing : float
        Metres between points on an edge; more than 0. For a huge site it grows, so that it takes
        at most about `MOST` of them.

    Raises
    ------
    ShapeError
        A shape is of another kind, missing or empty.
    """
    sites = np.asarray(shapes, dtype=object)
    kinds = shapely.get_type_id(sites)
    accepted = [getattr(shapely.GeometryType, kind.upper()) for kind in SITES]
    if not np.isin(kinds, accepted).all():
        row = int(np.flatnonzero(~np.isin(kinds, accepted))[0])
        raise ShapeError(f"facility in row {row} is no site; accepted: {', '.join(SITES)}")
    if shapely.is_empty(sites).any():
        row = int(np.flatnonzero(shapely.is_empty(sites))[0])
        raise ShapeError(f"facility in row {row} is empty; accepted: {', '.join(SITES)}")
    flat = _areal(sites)
    points, owner = shapely.get_coordinates(sites, return_index=True)
    if flat.any():
        entered = ~flat[owner]
        edge, edge_owner = _edges(sites[flat], spacing)
        points = np.concatenate([points[entered], edge])
        owner = np.concatenate([owner[entered], np.flatnonzero(flat)[edge_owner]])
        order = np.argsort(owner, kind="stable")
        points, owner = points[order], owner[order]
    areas = sites if drawn is None else np.where(flat, sites, np.asarray(drawn, dtype=object))
    held = np.flatnonzero(_areal(areas) & ~shapely.is_empty(areas))
    return SitePoints(
        points=points,
        owner=owner.astype(np.intp),
        count=len(sites),
        areas=areas[held],
        area_owner=held.astype(np.intp),
        from_edge=flat[held],
    )


def spacing_of(areas: Shapes, spacing: float = SPACING) -> Floats:
    """Return how far (m) points on the edge of each area stand apart at most: see `MOST`."""
    return np.asarray(np.maximum(spacing, shapely.length(areas) / MOST))


def outside_areas(shapes: Shapes, areas: Shapes) -> tuple[Indices, Shapes]:
    """Return the rows of the shapes that meet any of the areas, and what each has outside of them.

    Shapes are points or polygons in metres; of polygons only what has an area is left, and nothing
    where that is rounding.
    """
    if not len(areas):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=object)
    row, area = shapely.STRtree(areas).query(shapes, predicate="intersects")
    order = np.argsort(row, kind="stable")
    rows, first = np.unique(row[order], return_index=True)
    unions = [shapely.union_all(areas[own]) for own in np.split(area[order], first[1:]) if len(own)]
    left = shapely.difference(shapes[rows], np.asarray(unions, dtype=object))
    for at in np.flatnonzero(_areal(shapes[rows])).tolist():
        parts = shapely.get_parts(shapely.get_parts(left[at]))
        kept = parts[shapely.area(parts) > _LOST * shapes[rows[at]].area]
        left[at] = kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
    return rows, left


def _areal(shapes: Shapes) -> Flags:
    """Return which shapes have an area; those that are missing have none."""
    return np.equal(shapely.get_dimensions(shapes), 2)


def _edges(areas: Shapes, spacing: float) -> tuple[Floats, Indices]:
    """Return points on the edges, corners included, at most `spacing` apart, or as `MOST` says."""
    borders = shapely.boundary(areas)
    dense = shapely.segmentize(borders, spacing_of(areas, spacing))
    points, owner = shapely.get_coordinates(dense, return_index=True)
    return points, owner


def _least_table(
    row: Indices, column: Indices, metres: Floats, shape: tuple[int, int]
) -> csr_array:
    """Return a table with the least of what stands at each place of it; zeros are kept."""
    order = np.lexsort((metres, column, row))
    row, column, metres = row[order], column[order], metres[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return csr_array(coo_array((metres[first], (row[first], column[first])), shape=shape))
