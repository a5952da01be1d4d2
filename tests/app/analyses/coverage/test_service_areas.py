import math

import pytest
from shapely.geometry import LineString

from app.analyses.coverage.service_areas import ServiceAreaParameters, compute
from app.params import parse
from app.problems.errors import MissingLayerError, ParameterError


def test_areas_are_those_of_the_exact_disc(town) -> None:
    found = compute(town, ServiceAreaParameters(facility="health_centers", radius=400))
    served, unserved = found.rows.loc["served"], found.rows.loc["unserved"]
    assert served["area_m2"] == pytest.approx(math.pi * 400**2, rel=1e-9)
    assert served["area_m2"] + unserved["area_m2"] == pytest.approx(2e6, rel=1e-12)
    assert list(found.geometry.index) == ["served", "unserved"]
    assert found.geometry.crs == "EPSG:4326"


def test_without_facilities_nothing_is_served(town) -> None:
    found = compute(town, ServiceAreaParameters(facility="elder_homes", radius=400))
    assert found.rows.loc["served", "area_m2"] == 0
    assert found.rows.loc["unserved", "area_share"] == 1


def test_several_radii_give_bands_that_hold_the_former(town) -> None:
    found = compute(town, ServiceAreaParameters(facility="health_centers", radius="400,200"))
    assert found.rows.index.tolist() == ["within-200-m", "within-400-m", "unserved"]
    areas = found.rows["area_m2"].to_numpy()
    assert areas == pytest.approx([math.pi * 200**2, math.pi * 400**2, 2e6 - math.pi * 400**2])
    inner, outer, _ = found.geometry
    assert outer.buffer(1e-9).covers(inner)
    assert found.stated["radius"] == [200, 400]


def test_minutes_stand_for_metres_at_the_speed_that_is_asked_for(town) -> None:
    town.put("streets", [LineString([(0, 500), (2000, 500)])], walkable=[True])
    bands = {"facility": "health_centers", "metric": "walking", "minutes": "5,10,15"}
    found = compute(town, ServiceAreaParameters(**bands))
    assert found.rows["radius_m"].tolist()[:3] == [300, 600, 900]
    assert found.rows["name_en"].tolist()[:2] == ["Within 5 min", "Within 10 min"]
    slow = compute(town, ServiceAreaParameters(**bands, speed=45))
    assert slow.rows["radius_m"].tolist()[:3] == [225, 450, 675]
    assert (slow.rows["area_m2"].iloc[:3] < found.rows["area_m2"].iloc[:3]).all()


def test_walking_areas_are_those_of_the_street_and_its_sides(town) -> None:
    town.put("streets", [LineString([(0, 500), (2000, 500)])], walkable=[True])
    asked = ServiceAreaParameters(facility="health_centers", radius=410, metric="walking")
    found = compute(town, asked)
    served = found.rows.loc["served"]
    # |x - 500| + |y - 500| <= 410 m with one street through the middle.
    assert served["area_m2"] == pytest.approx(2 * 410**2, rel=0.01)
    assert found.rows["area_m2"].sum() == pytest.approx(2e6)
    assert found.stated["radius"] == 410


def test_walking_areas_need_streets(town) -> None:
    with pytest.raises(MissingLayerError, match="streets"):
        compute(town, ServiceAreaParameters(facility="health_centers", metric="walking"))


@pytest.mark.parametrize(
    ("pairs", "code", "name"),
    [
        ([("radius", "300,x")], "malformed", "radius"),
        ([("radius", "300,0.5")], "not-accepted", "radius"),
        ([("radius", "1,2,3,4,5,6,7")], "not-accepted", "radius"),
        ([("minutes", "nan")], "not-accepted", "minutes"),
        ([("minutes", "")], "malformed", "minutes"),
    ],
)
def test_bad_bands_are_refused_with_what_is_accepted(pairs, code, name) -> None:
    with pytest.raises(ParameterError) as caught:
        parse(ServiceAreaParameters, [("facility", "health_centers"), *pairs])
    (fault,) = caught.value.faults
    assert (fault.parameter, fault.code) == (name, code)
    assert "1 to 6 numbers" in fault.accepted.en


def test_either_a_radius_or_minutes(town) -> None:
    asked = ServiceAreaParameters(facility="health_centers", radius=300, minutes=5)
    with pytest.raises(ParameterError, match="minutes"):
        compute(town, asked)
