"""Distances between demand and sites are the same in tables and to the nearest."""

import numpy as np
import pytest
from shapely import LineString, Point

from app.analyses.ground import site_distances
from app.analyses.ground.demand import demand_points
from app.analyses.ground.site_distances import SiteDistances
from spatial.errors import ShapeError

POINTS = np.array([[0.0, 0.0], [300.0, 400.0], [0.1, 0.7]])
SITES = np.array([[0.0, 0.0], [300.0, 0.0]])


def test_tables_and_the_nearest_agree_to_the_last_bit() -> None:
    found = SiteDistances(POINTS)
    away, row = found.nearest(SITES)
    assert row.tolist() == [0, 1, 0]
    assert away.tolist() == found.costs(SITES).toarray().min(axis=1).tolist()
    assert found.costs(SITES, limit=400.0).toarray()[1].tolist() == [0, 400]


def test_without_sites_nothing_is_reached() -> None:
    away, row = SiteDistances(POINTS).nearest(np.empty((0, 2)))
    assert np.isinf(away).all()
    assert (row == -1).all()


def test_too_many_pairs_are_refused_with_a_way_out(monkeypatch) -> None:
    monkeypatch.setattr(site_distances, "MOST_PAIRS", 5)
    with pytest.raises(ShapeError, match="A wider spacing"):
        SiteDistances(POINTS).costs(SITES)


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
    straight = site_distances.site_distances(bent, demand, "euclidean")
    walked = site_distances.site_distances(bent, demand, "walking")
    at = np.flatnonzero(np.hypot(*(demand.points - site[0]).T) == 300)[0]
    assert straight.nearest(site)[0][at] == 300
    assert walked.nearest(site)[0][at] == 700
    assert walked.costs(site).toarray()[at] == walked.costs(site, limit=700.0).toarray()[at] == 700
    assert walked.costs(site, limit=699.0)[[at]].nnz == 0
