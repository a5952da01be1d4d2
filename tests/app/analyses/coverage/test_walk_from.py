import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box

from app.analyses.coverage.walk_from import walks_from
from spatial.site_points import site_points

ORIGIN = np.array([450_000.0, 4_420_000.0])


def at(*places):
    return ORIGIN + np.array(places, dtype=float)


def sites(*places):
    return site_points(shapely.points(at(*places)) if places else [])


def test_each_layer_gets_the_walks_to_its_own_features(town) -> None:
    town.put("streets", [LineString([(0, 500), (2000, 500)])], walkable=[True])
    town.put("green_spaces", [box(900, 490, 910, 510), box(0, 0, 9, 9)], name=["A", "B"])
    points = {
        "health_centers": sites((300, 520), (700, 1400)),
        "elder_homes": sites(),
        "police_stations": sites((50, 500)),
    }
    found = walks_from(town, at((100, 490))[0], points, greens=True)
    # 10 m to the street, along it, and 20 m away from it; 900 m away from it is out of reach.
    assert found["health_centers"].tolist() == [pytest.approx(230), np.inf]
    assert found["police_stations"].tolist() == [pytest.approx(60)]
    assert len(found["elder_homes"]) == 0
    assert found["green_spaces"].tolist() == [pytest.approx(810), np.inf]


def test_far_from_every_street_one_walks_nowhere(town) -> None:
    town.put("streets", [LineString([(0, 0), (100, 0)])], walkable=[True])
    points = {"health_centers": sites((50, 0))}
    found = walks_from(town, at((50, 501))[0], points, greens=False)
    assert found["health_centers"].tolist() == [np.inf]
