import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from app.analyses.ground.facilities import FALLBACK
from app.analyses.ground.reach import catchment_or_default, mean_by_unit, nearest, reach
from spatial.population.points import DemandPoints


def test_the_table_holds_the_pairs_within_the_limit(town):
    found = reach(town, "health_centers", population="resident", metric="euclidean", limit=300.0)
    assert found.costs.shape == (len(found.demand.points), 1)
    away = np.hypot(*(found.demand.points - found.facilities.get_coordinates().to_numpy()).T)
    assert found.costs.nnz == np.count_nonzero(away <= 300)
    assert found.nbytes > 0


def test_a_catchment_given_a_standard_one_or_500_m(town):
    assert catchment_or_default(town, "health_centers", 321.0) == (321.0, ())
    assert catchment_or_default(town, "health_centers", None)[0] == 1000.0
    assert catchment_or_default(town, "green_spaces", None) == (500.0, (FALLBACK,))


def test_means_are_weighted_by_people_and_leave_out_the_unknown():
    demand = DemandPoints(
        points=np.zeros((4, 2)),
        people=np.array([1.0, 3.0, 2.0, 5.0]),
        zone=np.array([7, 7, 8, 8]),
        source="area",
    )
    owners = pd.Series([1, 2], index=[7, 8])
    found = mean_by_unit(np.array([4.0, 8.0, np.nan, 1.0]), demand, owners)
    assert found["population"].tolist() == [4, 7]
    assert found["mean"].tolist() == pytest.approx([7, 1])
    nowhere = mean_by_unit(np.array([1, 1, np.nan, np.inf]), demand, owners)
    assert np.isnan(nowhere["mean"].iloc[1])


def _street(town):
    town.put("streets", [LineString([(0, 0), (1000, 0)])])
    town.put("population_cells", [Point(300, 100), Point(1900, 900)], population_resident=[8, 2])


def test_walks_follow_streets_and_leave_out_who_lives_off_them(town):
    _street(town)
    found = reach(town, "health_centers", population="resident", metric="walking", limit=900.0)
    # 100 m to the street, 200 m along it, 500 m to the center; the other place is off the street.
    assert found.costs.toarray() == pytest.approx(np.array([[800], [0]]))
    assert found.costs.nnz == 1
    assert found.off_streets == pytest.approx(2000)


def test_the_nearest_by_either_metric(town):
    _street(town)
    demand, straight = nearest(town, "health_centers", population="resident", metric="euclidean")
    assert straight == pytest.approx(np.hypot([200, 1400], [400, 400]))
    walked = nearest(town, "health_centers", population="resident", metric="walking")[1]
    assert walked.tolist() == pytest.approx([800, np.inf])
    assert len(demand.points) == 2
