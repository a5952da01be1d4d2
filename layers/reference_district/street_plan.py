"""Lay out the streets: a grid of main streets, blocks between them, all bent and set on the map."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt

import numpy as np
import shapely
from pyproj import Transformer

from layers.arrays import Floats, Shapes
from layers.reference_district.description import (
    OUTSIDE,
    Character,
    Description,
    Diagonal,
    Grid,
    LaneNames,
    Line,
)
from layers.reference_district.mesh import Mesh, Point, Street, ring_edges, undirected

LaneNamer = Callable[[str], str | None]

MARGIN = 60.0
"""Width (m) that the rectangle reaches beyond the outer lines before these cut it."""
STAGGER = 55.0
"""Largest offset (m) at which a street that is not a through street goes on in the next column."""
TILT = 0.012
"""Largest slope of a street against the axes of the grid."""
FAR_TOO_WIDE = 1.6
"""Blocks that are this many times too wide are cut across before they are cut along."""
DEGREE_DIGITS = 9
"""Stored coordinates are rounded to 1e-9 degree, about 0.1 mm."""


@dataclass(frozen=True)
class Cell:
    """A superblock of the grid: letter of its subdistrict, letter of its character."""

    subdistrict: str
    character: str


class Projection:
    """Between the metric plane of the area and stored longitude and latitude."""

    def __init__(self, crs: str) -> None:
        self._to_metric = Transformer.from_crs("EPSG:4490", crs, always_xy=True)
        self._to_lonlat = Transformer.from_crs(crs, "EPSG:4490", always_xy=True)

    def metric(self, lonlat: Floats) -> Floats:
        """Project (n, 2) degrees to metres."""
        return np.column_stack(self._to_metric.transform(lonlat[:, 0], lonlat[:, 1]))

    def stored(self, metric: Floats) -> Floats:
        """Return (n, 2) degrees, rounded as they are stored, of metres."""
        lonlat = np.column_stack(self._to_lonlat.transform(metric[:, 0], metric[:, 1]))
        return lonlat.round(DEGREE_DIGITS)

    def store(self, geometries: Shapes) -> Shapes:
        """Return the geometries in stored degrees."""
        return np.asarray(shapely.transform(geometries, self.stored))

    def restore(self, geometries: Shapes) -> Shapes:
        """Return stored geometries in metres."""
        return np.asarray(shapely.transform(geometries, self.metric))


@dataclass(frozen=True)
class StreetPlan:
    """The mesh on the map: `points` in metres as stored, `cells` the superblock of each face."""

    mesh: Mesh
    points: Floats
    cells: dict[int, Cell]
    projection: Projection

    def polygon(self, face: int) -> shapely.Polygon:
        """Return a block in metres, from street center to street center."""
        return shapely.Polygon(self.points[self.mesh.rings[face]])


def lay_streets(description: Description, rng: np.random.Generator) -> StreetPlan:
    """Build the street plan of the description; its area is the plan's land area."""
    grid = description.grid
    mesh, cells = _superblocks(grid, rng)
    names = _lane_names(grid.lane_names, rng)
    blocks: dict[int, Cell] = {}
    for face, cell in cells.items():
        character = description.characters[cell.character]
        blocks |= dict.fromkeys(_divide(mesh, face, character, names, rng), cell)
    _turn_inner_park_streets_to_paths(mesh, blocks, description)
    _add_spurs(mesh, blocks, description, rng)
    projection = Projection(description.area.crs)
    points = _on_the_map(mesh, description, projection, rng)
    return StreetPlan(mesh, points, blocks, projection)


def _superblocks(grid: Grid, rng: np.random.Generator) -> tuple[Mesh, dict[int, Cell]]:
    """Cut the grid of main streets; return the mesh and the cell of each face inside."""
    xs = np.concatenate([[0.0], np.cumsum([line.gap_m for line in grid.columns[:-1]])])
    ys = -np.concatenate([[0.0], np.cumsum([line.gap_m for line in grid.rows[:-1]])])
    west, east, south, north = -MARGIN, xs[-1] + MARGIN, ys[-1] - MARGIN, MARGIN
    corners = [(west, south), (east, south), (east, north), (west, north)]
    mesh = Mesh.rectangle(corners, Street("none"))
    columns = _columns(mesh, grid.columns, xs, rng)
    slopes = rng.uniform(-TILT, TILT, len(ys))
    faces: dict[tuple[int, int], int] = {}
    for c, column in enumerate(columns):
        rest = column
        for r, line in enumerate(grid.rows):
            shift = 0.0 if line.through else rng.uniform(-STAGGER, STAGGER)
            point = (float(xs[c]), float(ys[r] + slopes[r] * (xs[c] - xs[-1] / 2) + shift))
            parts = _must_cut(mesh, rest, point, (-1.0, -float(slopes[r])), line)
            rest, above = parts
            if r == 0 or grid.subdistricts[r - 1][c] == OUTSIDE:
                mesh.drop(above)
            else:
                faces[r - 1, c] = above
        mesh.drop(rest)
    cells: dict[int, Cell] = {}
    for (r, c), face in faces.items():
        cell = Cell(grid.subdistricts[r][c], grid.characters[r][c])
        across = [diagonal for diagonal in grid.diagonals if diagonal.cell == (r, c)]
        cells |= dict.fromkeys(_cut_diagonals(mesh, face, across), cell)
    return mesh, cells


def _cut_diagonals(mesh: Mesh, face: int, diagonals: list[Diagonal]) -> list[int]:
    """Cut a superblock along its diagonals; return the parts that stay in the district."""
    kept = [face]
    for diagonal in diagonals:
        west, south, east, north = mesh.extent(face)
        start, end = (
            np.array([west + x * (east - west), south + y * (north - south)])
            for x, y in (diagonal.start, diagonal.end)
        )
        x, y = (float(v) for v in end - start)
        point = (float(start[0]), float(start[1]))
        left, right = _must_cut(mesh, face, point, (x, y), diagonal)
        kept.append(right)
        for side, part in (("left", left), ("right", right)):
            if diagonal.drop == side:
                mesh.drop(part)
                kept.remove(part)
    return kept


def _lane_names(names: LaneNames, rng: np.random.Generator) -> LaneNamer:
    """Return a function that gives each street of the inner net a name of its own."""
    pairs = [first + second for first in names.first for second in names.second]
    stems = iter([pairs[i] for i in rng.permutation(len(pairs))])

    def name(street_class: str) -> str | None:
        ending = names.endings.get(street_class)
        stem = next(stems, None) if ending else None
        return f"{stem}{ending}" if stem else None

    return name


def _columns(
    mesh: Mesh, lines: tuple[Line, ...], xs: Floats, rng: np.random.Generator
) -> list[int]:
    """Cut the rectangle along the north-south streets; return the faces between them."""
    slopes = rng.uniform(-TILT, TILT, len(lines))
    middle = min(y for _, y in mesh.points) / 2
    rest, columns = 0, []
    for line, x, slope in zip(lines, xs, slopes, strict=True):
        west, rest = _must_cut(mesh, rest, (float(x), middle), (float(slope), 1.0), line)
        columns.append(west)
    mesh.drop(rest)
    mesh.drop(columns[0])
    return columns[1:]


def _must_cut(
    mesh: Mesh, face: int, point: Point, direction: Point, line: Line | Diagonal
) -> tuple[int, int]:
    parts = mesh.cut(face, point, direction, Street(line.street_class, line.name))
    if parts is None:
        raise ValueError(f"street {line.name!r} of the grid does not cross its superblocks")
    return parts


def _divide(
    mesh: Mesh, face: int, character: Character, name: LaneNamer, rng: np.random.Generator
) -> list[int]:
    """Cut a superblock into blocks of about the size that its character asks for."""
    waiting, done, street_class = [face], [], character.first_street
    street = Street(street_class, name(street_class))
    while waiting:
        current = waiting.pop()
        parts = _halve(mesh, current, character, street, rng)
        if parts is None:
            done.append(current)
        else:
            waiting.extend(parts)
            street_class = character.inner_street
            street = Street(street_class, name(street_class))
    return done


def _halve(
    mesh: Mesh, face: int, character: Character, street: Street, rng: np.random.Generator
) -> tuple[int, int] | None:
    """Cut a face near its middle, across the direction in which it is too long."""
    west, south, east, north = mesh.extent(face)
    across = (east - west) / (character.block_width_m * rng.uniform(0.8, 1.25))
    along = (north - south) / (character.block_depth_m * rng.uniform(0.85, 1.2))
    parts = ceil(max(across, along) - 0.35)
    if parts <= 1:
        return None
    share = (parts // 2 + rng.uniform(-0.16, 0.16)) / parts
    slope = rng.uniform(-0.05, 0.05)
    if across >= along or across > FAR_TOO_WIDE:
        point, direction = (west + share * (east - west), (south + north) / 2), (slope, 1.0)
    else:
        point, direction = ((west + east) / 2, south + share * (north - south)), (1.0, slope)
    return mesh.cut(face, point, direction, street)


def _turn_inner_park_streets_to_paths(
    mesh: Mesh, blocks: dict[int, Cell], description: Description
) -> None:
    """Let only paths run between two blocks of a park."""
    parks = {k for k, c in description.characters.items() if set(c.land) == {"green"}}
    for (a, b), face in mesh.owner.items():
        other = mesh.owner.get((b, a))
        if other is not None and all(blocks[f].character in parks for f in (face, other)):
            mesh.streets[undirected((a, b))] = Street("footway")


def _add_spurs(
    mesh: Mesh, blocks: dict[int, Cell], description: Description, rng: np.random.Generator
) -> None:
    """Let dead-end lanes reach from the middle of a long side into some blocks."""
    for face, cell in blocks.items():
        if rng.random() >= description.characters[cell.character].spur_share:
            continue
        points, ring = mesh.points, mesh.rings[face]
        longest = max(ring_edges(ring), key=lambda e: _length(points[e[0]], points[e[1]]))
        if mesh.streets[undirected(longest)].street_class in {"trunk", "primary"}:
            continue
        center = np.mean(mesh.ring_points(face), axis=0)
        reach = rng.uniform(0.7, 1.0)
        start = np.mean([points[longest[0]], points[longest[1]]], axis=0)
        x, y = start + reach * (center - start)
        mesh.add_spur(longest, (float(x), float(y)), Street("living_street"))


def _length(a: Point, b: Point) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def _on_the_map(
    mesh: Mesh, description: Description, projection: Projection, rng: np.random.Generator
) -> Floats:
    """Bend, shake and scale the nodes; return them in metres as they read back from storage."""
    points = np.array([_bend(x, y) for x, y in mesh.points])
    points += rng.uniform(-1.0, 1.0, points.shape) * _shake(mesh)[:, None]
    used = np.unique(np.concatenate([np.array(ring) for ring in mesh.rings.values()]))
    middle = (points[used].min(axis=0) + points[used].max(axis=0)) / 2
    area = sum(shapely.Polygon(points[ring]).area for ring in mesh.rings.values())
    scale = sqrt(description.figures.land_area_km2 * 1e6 / area)
    center = projection.metric(np.array([description.area.center]))[0]
    return projection.metric(projection.stored(center + scale * (points - middle)))


def _bend(x: float, y: float) -> Point:
    """Displace a point by long waves, so that no street is straight over its whole length."""
    east = 62 * sin(2 * pi * y / 5300 + 0.6) + 30 * sin(2 * pi * y / 1900 + x / 1300)
    north = 70 * sin(2 * pi * x / 4700 + 1.1) + 26 * cos(2 * pi * x / 1500 + y / 1700)
    return x + east, y + north


def _shake(mesh: Mesh) -> Floats:
    """Return how far (m) each node may stray: little on main streets, more in lanes."""
    reach = np.full(len(mesh.points), 5.0)
    for (a, b), street in mesh.streets.items():
        if street.street_class in {"trunk", "primary", "secondary"}:
            reach[[a, b]] = 1.5
    return reach
