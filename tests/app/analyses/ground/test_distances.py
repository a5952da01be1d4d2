"""One road from people to facilities: the same bits whichever way it is asked."""

import numpy as np
import pytest
from shapely import LineString, MultiPoint, Point

from app.analyses.ground import distances
from app.analyses.ground.demand import demand_points
from app.analyses.ground.distances import (
    Distances,
    distance_to_nearest,
    distances_from,
    distances_within,
    layers_behind,
)
from spatial.errors import ShapeError
from spatial.site_points import SitePoints, site_points

POINTS = np.array([[0.0, 0.0], [300.0, 400.0], [0.1, 0.7]])
SITES = np.array([[0.0, 0.0], [300.0, 0.0]])


def test_tables_and_the_nearest_agree_to_the_last_bit() -> None:
    found = Distances(POINTS)
    away, row = found.nearest(SITES)
    assert row.tolist() == [0, 1, 0]
    assert away.tolist() == found.table(SITES).toarray().min(axis=1).tolist()
    assert found.table(SITES, limit=400.0).toarray()[1].tolist() == [0, 400]


def test_without_sites_nothing_is_reached() -> None:
    away, row = Distances(POINTS).nearest(np.empty((0, 2)))
    assert np.isinf(away).all()
    assert (row == -1).all()


def test_too_many_pairs_are_refused_with_a_way_out(monkeypatch) -> None:
    monkeypatch.setattr(distances, "MOST_PAIRS", 5)
    with pytest.raises(ShapeError, match="A wider spacing"):
        Distances(POINTS).table(SITES)


@pytest.fixture
def bent(town):
    """Streets as a U: two places 300 m apart are 700 m apart on foot."""
    lines = [LineString([(100, 500), (100, 700), (400, 700), (400, 500)])]
    town.put("streets", lines)
    town.put("population_cells", [Point(100, 500)], population_resident=[7.0])
    return town


def test_on_foot_the_way_along_streets_counts(bent) -> None:
    demand = demand_points(bent, "resident")
    site = np.array([[450_400.0, 4_420_500.0]])
    straight = distances_from(bent, demand, population="resident", metric="euclidean")
    walked = distances_from(bent, demand, population="resident", metric="walking")
    at = np.flatnonzero(np.hypot(*(demand.points - site[0]).T) == 300)[0]
    assert straight.nearest(site)[0][at] == 300
    assert walked.nearest(site)[0][at] == 700
    assert walked.table(site).toarray()[at] == walked.table(site, limit=700.0).toarray()[at] == 700
    assert walked.table(site, limit=699.0)[[at]].nnz == 0


def test_the_table_holds_the_pairs_within_the_limit(town):
    found = distances_within(
        town, "health_centers", population="resident", metric="euclidean", limit=300.0
    )
    assert found.costs.shape == (len(found.demand.points), 1)
    away = np.hypot(*(found.demand.points - found.facilities.get_coordinates().to_numpy()).T)
    assert found.costs.nnz == np.count_nonzero(away <= 300)
    assert found.nbytes > 0


def _street(town):
    town.put("streets", [LineString([(0, 0), (1000, 0)])])
    town.put("population_cells", [Point(300, 100), Point(1900, 900)], population_resident=[8, 2])


def test_walks_follow_streets_and_leave_out_who_lives_off_them(town):
    _street(town)
    found = distances_within(
        town, "health_centers", population="resident", metric="walking", limit=900.0
    )
    # 100 m to the street, 200 m along it, 500 m to the center; the other place is off the street.
    assert found.costs.toarray() == pytest.approx(np.array([[800], [0]]))
    assert found.costs.nnz == 1
    assert found.off_streets == pytest.approx(2000)


def test_the_nearest_by_either_metric(town):
    _street(town)
    demand, straight = distance_to_nearest(
        town, "health_centers", population="resident", metric="euclidean"
    )
    assert straight == pytest.approx(np.hypot([200, 1400], [400, 400]))
    walked = distance_to_nearest(town, "health_centers", population="resident", metric="walking")[1]
    assert walked.tolist() == pytest.approx([800, np.inf])
    assert len(demand.points) == 2


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("metric", ["euclidean", "walking"])
def test_the_nearest_the_table_and_a_scenario_agree_to_the_last_bit(bent, metric, single):
    demand = demand_points(bent, "resident")
    away = distances_from(bent, demand, population="resident", metric=metric)
    gates = MultiPoint([(450_130.3, 4_420_611.1), (450_150.0, 4_420_600.0)])
    sites = site_points(np.array([Point(450_400.0, 4_420_500.0), gates], dtype=object))
    if single:
        sites = SitePoints(sites.points[:2], np.arange(2), 2)
    least, row = away.nearest(sites)
    reached = np.isfinite(least)
    assert reached.any()
    table = away.table(sites).toarray()
    assert table.min(axis=1)[reached].tolist() == least[reached].tolist()
    state = away.kept_up(sites)
    assert state.distance.tolist() == least.tolist()
    assert state.facility.tolist() == row.tolist()
    some = np.flatnonzero(reached)[::-1]
    assert away.of(some).nearest(sites)[0].tolist() == least[some].tolist()
    serving = bent.metric("health_centers").iloc[:1].get_coordinates().to_numpy()
    asked = {"population": "resident", "metric": metric}
    told = distance_to_nearest(bent, "health_centers", **asked)[1]
    assert told.tolist() == away.nearest(serving)[0].tolist()


def test_distances_come_from_people_facilities_and_on_foot_streets(bent):
    asked = {"population": "resident", "basis": "auto"}
    straight = layers_behind(bent, "health_centers", metric="euclidean", **asked)
    assert straight == ("communities", "health_centers", "population_cells")
    assert layers_behind(bent, "health_centers", metric="walking", **asked)[-1] == "streets"
