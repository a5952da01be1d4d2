from app.analyses.ground.cost import Cost, Sizes
from app.analyses.siting.site_cost import (
    COVERED,
    DIVIDED,
    TREE,
    Solving,
    ground_cost,
    sites_of,
    solve_cost,
)
from app.analyses.siting.siting import SITING, SitingParameters
from tests.app.analyses.measured_areas import DONGCHENG, LAS_PALMAS

AREA = Sizes({"buildings": 1_000}, width_m=1_000.0, height_m=1_000.0, area_m2=1e6)
FAR = SitingParameters(facility="health_centers", spacing=100.0, radius=1_000.0)


def _table(sizes: Sizes, parameters: SitingParameters, **how) -> Cost:
    return solve_cost(sizes, parameters, Solving(**{"seconds": 0.0} | how))


def test_a_closer_grid_and_a_wider_radius_cost_more() -> None:
    near = FAR.model_copy(update={"spacing": 50.0})
    short = FAR.model_copy(update={"radius": 100.0})
    assert sites_of(AREA, near) > 3 * sites_of(AREA, FAR)
    assert ground_cost(AREA, near).seconds > ground_cost(AREA, FAR).seconds
    assert _table(AREA, short).bytes < _table(AREA, FAR).bytes
    assert _table(AREA, short, bounded=False).bytes > _table(AREA, short).bytes


def test_what_stays_leaves_less_and_what_divides_people_takes_more() -> None:
    whole = _table(DONGCHENG, FAR)
    assert _table(DONGCHENG, FAR, kept=True).bytes < 0.7 * whole.bytes
    assert _table(DONGCHENG, FAR, solved=COVERED).bytes > whole.bytes
    assert _table(DONGCHENG, FAR, solved=DIVIDED).bytes > 5 * whole.bytes
    assert _table(DONGCHENG, FAR, beside=128).bytes > whole.bytes


def test_a_search_with_limits_takes_more_memory_with_every_second() -> None:
    # A floor over 540,000 pairs took 1,243 MB after 29 s.
    short = FAR.model_copy(update={"radius": 500.0})
    begun, later = (_table(DONGCHENG, short, growing=TREE, seconds=end) for end in (0.0, 29.0))
    assert later.bytes - begun.bytes >= 1_100e6
    assert later.seconds - begun.seconds == 29.0 * 1.1
    assert _table(DONGCHENG, short, seconds=29.0).bytes == begun.bytes


def test_sitings_take_what_was_measured_or_more() -> None:
    measured = [
        (DONGCHENG, {"spacing": 100.0, "radius": 3_000.0, "keep_existing": False}, 3.9, 1_197),
        (DONGCHENG, {"spacing": 200.0, "radius": 1_000.0}, 0.75, 98),
        (DONGCHENG, {"spacing": 100.0, "radius": 1_000.0, "floor": 0.3}, 2.3, 155),
        (LAS_PALMAS, {"spacing": 100.0, "radius": 3_000.0}, 3.8, 517),
        (LAS_PALMAS, {"spacing": 100.0, "radius": 3_000.0, "metric": "walking"}, 6.6, 379),
    ]
    for sizes, asked, seconds, megabytes in measured:
        parameters = FAR.model_copy(update={**asked, "time_limit": 0.0})
        found = SITING.cost(sizes, parameters)
        assert seconds <= found.seconds
        assert 1.05 * megabytes * 1e6 <= found.bytes <= 3 * megabytes * 1e6
