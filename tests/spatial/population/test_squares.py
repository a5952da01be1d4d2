import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from spatial.errors import ShapeError
from spatial.population.squares import cut_squares


def test_a_square_off_the_grid_is_cut_into_its_quarters() -> None:
    found = cut_squares(np.array([box(-1, -3, 1, 3)], dtype=object), spacing=10)
    assert sorted(found.area.tolist()) == [3, 3, 3, 3]
    assert shapely.contains_xy(found.shapes, *found.points.T).all()


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(0.5, 300), st.floats(20, 400))
def test_pieces_add_up_and_lie_inside(x: float, y: float, radius: float, spacing: float) -> None:
    disc = Point(x, y).buffer(radius)
    ring = disc.difference(Point(x, y).buffer(radius / 2))
    found = cut_squares(
        np.array([disc, Point(0, 0).buffer(0), ring], dtype=object), spacing=spacing
    )
    for row, whole in ((0, disc), (2, ring)):
        mine = found.owner == row
        assert mine.any()
        assert found.area[mine].sum() == pytest.approx(whole.area, rel=1e-9)
    assert not (found.owner == 1).any()
    assert shapely.intersects_xy(found.shapes, *found.points.T).all()


def test_nothing_gives_nothing_and_no_side_is_refused() -> None:
    assert len(cut_squares(np.empty(0, dtype=object), spacing=5).points) == 0
    with pytest.raises(ShapeError, match="spacing is 0"):
        cut_squares(np.array([box(0, 0, 1, 1)], dtype=object), spacing=0)
