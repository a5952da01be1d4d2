import math

import pytest

from app.analyses.service_areas import ServiceAreaParameters, compute


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
