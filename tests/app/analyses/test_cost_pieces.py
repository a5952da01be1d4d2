from app.analyses.cost import Sizes
from app.analyses.cost_pieces import candidates, pairs, reach_of

AREA = Sizes(width_m=1_000.0, height_m=1_000.0, area_m2=1e6)


def test_reach_is_the_radius_or_the_walk_or_that_of_a_standard() -> None:
    assert reach_of(300.0) == 300.0
    assert reach_of(None, 10.0, 75.0) == 750.0
    assert reach_of(None) == 1_000.0


def test_a_grid_of_100_m_over_a_square_kilometre_has_at_least_121_points() -> None:
    found = candidates(AREA, "grid", 100.0, "health_centers")
    assert 11 * 11 <= found <= 1.5 * 11 * 11


def test_pairs_are_never_more_than_all() -> None:
    assert pairs(AREA, 100.0, 20.0, 5_000.0) == 2_000.0
    assert 0 < pairs(AREA, 100.0, 20.0, 100.0) < 2_000.0
