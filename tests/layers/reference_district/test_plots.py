import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.reference_district.plots import Plot, axis, clip, cut_share, ring_area
from layers.reference_district.street_plan import StreetPlan

RECTANGLE = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 10.0], [0.0, 10.0]])


def test_area_and_axis_of_a_rectangle() -> None:
    assert ring_area(RECTANGLE) == 400.0
    assert ring_area(np.empty((0, 2))) == 0.0
    assert axis(RECTANGLE).tolist() == [1.0, 0.0]


def test_clip_keeps_the_side_the_normal_points_to() -> None:
    kept = clip(RECTANGLE, np.array([30.0, 0.0]), np.array([1.0, 0.0]))
    assert shapely.Polygon(kept).bounds == (30, 0, 40, 10)
    assert len(clip(RECTANGLE, np.array([50.0, 0.0]), np.array([1.0, 0.0]))) == 0


@given(st.floats(0.01, 0.99), st.floats(0, 6.28))
def test_both_shares_make_the_whole(share: float, angle: float) -> None:
    first, rest = cut_share(RECTANGLE, np.array([np.cos(angle), np.sin(angle)]), share)
    assert ring_area(first) + ring_area(rest) == pytest.approx(400.0)


def test_plots_lie_inside_their_blocks_off_the_street(plan: StreetPlan, plots: list[Plot]) -> None:
    for plot in plots[::20]:
        block = plan.polygon(plot.face)
        assert block.buffer(-2.4).covers(shapely.Polygon(plot.ring))
        assert plot.area <= block.area


def test_every_community_has_residential_land(plots: list[Plot]) -> None:
    housed = {plot.community for plot in plots if plot.land_class == "residential"}
    assert housed == {plot.community for plot in plots}
