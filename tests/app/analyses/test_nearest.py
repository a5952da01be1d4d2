import pytest

from app.analyses.nearest import PointParameters, compute
from app.errors import ParameterError


def test_distance_required_radius_and_verdict(town) -> None:
    lon, lat = town.place(500, 1400)
    found = compute(town, PointParameters(lon=lon, lat=lat))
    row = found.rows.loc["health_centers"]
    assert row["name"] == "Open"
    assert row["distance_m"] == pytest.approx(900, abs=1e-3)
    assert (row["required_m"], row["met"]) == (1000, True)
    assert found.total["inside"] is False
    assert found.total["community"] is None


def test_the_closed_center_does_not_serve(town) -> None:
    lon, lat = town.place(1900, 500)
    found = compute(town, PointParameters(lon=lon, lat=lat))
    row = found.rows.loc["health_centers"]
    assert row["distance_m"] == pytest.approx(1400, abs=1e-3)
    assert row["met"] is False
    assert found.total["community"] == "East"
    assert found.total["subdistrict"] == "Town"


def test_distance_to_green_is_to_its_edge(town) -> None:
    lon, lat = town.place(650, 50)
    row = compute(town, PointParameters(lon=lon, lat=lat)).rows.loc["green_spaces"]
    assert row["name"] == "B"
    assert row["distance_m"] == pytest.approx(500, abs=1e-3)


def test_a_point_far_away_is_refused_with_the_accepted_range(town) -> None:
    with pytest.raises(ParameterError) as caught:
        compute(town, PointParameters(lon=0, lat=0))
    assert [fault.parameter for fault in caught.value.faults] == ["lon", "lat"]
