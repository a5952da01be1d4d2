from math import cos, sin

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.reference_district.mesh import Mesh, Street, ring_edges, undirected

SIDE = 1000.0
LANE = Street("living_street", "松花胡同")


def _square() -> Mesh:
    corners = [(0.0, 0.0), (SIDE, 0.0), (SIDE, SIDE), (0.0, SIDE)]
    return Mesh.rectangle(corners, Street("primary"))


def _halved() -> tuple[Mesh, int, int]:
    mesh = _square()
    parts = mesh.cut(0, (400.0, 500.0), (0.0, 1.0), LANE)
    assert parts is not None
    return mesh, *parts


def _polygons(mesh: Mesh) -> list[shapely.Polygon]:
    return [shapely.Polygon(mesh.ring_points(face)) for face in mesh.rings]


def test_a_cut_makes_two_faces_left_and_right() -> None:
    mesh, left, right = _halved()
    assert shapely.Polygon(mesh.ring_points(left)).bounds == (0, 0, 400, SIDE)
    assert shapely.Polygon(mesh.ring_points(right)).bounds == (400, 0, SIDE, SIDE)
    assert [mesh.streets[e] for e in mesh.edges()].count(LANE) == 1


def test_neighbors_share_the_end_of_a_cut() -> None:
    mesh, left, right = _halved()
    mesh.cut(left, (200.0, 300.0), (1.0, 0.0), LANE)
    assert len(mesh.rings[right]) == 5
    assert shapely.coverage_is_valid(_polygons(mesh))


def test_a_cut_near_a_node_ends_at_the_node() -> None:
    mesh, left, right = _halved()
    before = len(mesh.points)
    mesh.cut(left, (200.0, 300.0), (1.0, 0.0), LANE)
    mesh.cut(right, (700.0, 310.0), (1.0, 0.0), LANE)
    assert len(mesh.points) == before + 3


@pytest.mark.parametrize("x", [-5.0, SIDE + 9])
def test_a_line_beside_the_face_cuts_nothing(x: float) -> None:
    mesh = _square()
    assert mesh.cut(0, (x, 500.0), (0.0, 1.0), LANE) is None
    assert mesh.rings == {0: [0, 1, 2, 3]}


def test_no_sliver_is_cut_off() -> None:
    mesh = _square()
    assert mesh.cut(0, (5.0, 500.0), (0.0, 1.0), LANE) is None
    assert len(mesh.points) == 4


def test_a_dropped_face_leaves_its_border() -> None:
    mesh, left, right = _halved()
    mesh.drop(right)
    assert list(mesh.rings) == [left]
    assert len(mesh.edges()) == 4


def test_a_spur_starts_in_the_middle_of_an_edge() -> None:
    mesh = _square()
    mesh.add_spur((0, 1), (500.0, 200.0), LANE)
    start, end = mesh.spurs[0]
    assert mesh.points[start] == (500.0, 0.0)
    assert mesh.points[end] == (500.0, 200.0)
    assert mesh.rings[0] == [0, start, 1, 2, 3]
    assert mesh.edges()[-1] == (start, end)


CUT = st.tuples(st.integers(0, 30), st.floats(0, SIDE), st.floats(0, SIDE), st.floats(0, 3.14))


@example([(0, 0.0, 249.0, 0.0), (0, 0.0, 0.0, 1.0), (1, 0.0, 240.0, 0.0)])
@settings(max_examples=300)
@given(st.lists(CUT, max_size=25))
def test_faces_always_tile_and_streets_always_fit(
    cuts: list[tuple[int, float, float, float]],
) -> None:
    mesh = _square()
    for pick, x, y, angle in cuts:
        face = list(mesh.rings)[pick % len(mesh.rings)]
        mesh.cut(face, (x, y), (cos(angle), sin(angle)), LANE)
    polygons = _polygons(mesh)
    assert sum(p.area for p in polygons) == pytest.approx(SIDE**2, rel=1e-12)
    assert all(p.exterior.is_ccw for p in polygons)
    assert shapely.coverage_is_valid(polygons)
    assert {undirected(e) for r in mesh.rings.values() for e in ring_edges(r)} == set(mesh.streets)
    assert all(mesh.owner[e] == f for f, r in mesh.rings.items() for e in ring_edges(r))
