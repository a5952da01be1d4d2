import numpy as np
import pytest
from shapely.geometry import Point, box

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as coverage
from app.analyses.standards.gaps import GapParameters, Held, compute
from app.problems.errors import ParameterError

X, Y = 450_000, 4_420_000


def test_a_gap_row_says_what_is_measured_required_and_missing(town) -> None:
    town.frames["communities"]["office_area_m2"] = [200.0, 150.0]
    found = compute(town, GapParameters(standard="plan-2006"))
    premises = found.rows[found.rows["rule"] == "office-premises"]
    assert premises["id"].tolist() == [1, 2]
    assert premises["required"].tolist() == [190, 190]
    assert premises["measured"].tolist() == [200, 150]
    assert premises["met"].tolist() == [True, False]
    assert premises["shortfall"].tolist() == [0, 40]
    assert found.total["rules"] == found.rows["rule"].nunique()
    assert found.total["met"] + found.total["not_met"] + found.total["not_measurable"] == len(
        found.rows
    )
    assert found.stated["standard"] == "plan-2006"


def test_layers_are_read_only_when_a_rule_asks(town) -> None:
    held = Held(town)
    assert set(held) == {"communities", "subdistricts", "health_centers", "green_spaces"}
    assert len(held) == 4
    assert len(held["health_centers"]) == 1
    with pytest.raises(KeyError):
        held["streets"]


def test_dwellings_place_the_people_of_a_rule_as_they_do_those_of_coverage(town) -> None:
    """All homes of West stand by the health center: 1.0, and not pi 300**2 / 1000**2 = 0.28."""
    town.put(
        "buildings",
        [box(450, 450, 470, 470), box(540, 540, 560, 560), box(1100, 100, 1120, 120)],
        building_use=["apartments", "house", "house"],
        dwelling_area_m2=[1500.0, 500.0, 100.0],
    )
    found = compute(town, GapParameters(standard="gb50180-2018"))
    near = found.rows[found.rows["rule"] == "health-station-300m"].set_index("id")
    covered = coverage(town, CoverageParameters(facility="health_centers", radius=300))
    assert covered.stated["population_source"] == "dwellings"
    assert near["measured"].tolist() == covered.rows["population_share"].tolist() == [1, 0]
    assert near["met"].tolist() == [True, False]


def test_a_population_raster_places_the_people_of_a_rule(town, put) -> None:
    """Cells of 500 m: the people of West stand at (250, 500) and (750, 500), 250 m away."""
    put("population", np.array([1, 3, 5, 5], dtype="float32"))
    town.frames["health_centers"].geometry = [Point(X + 260, Y + 500)] * 2
    found = compute(town, GapParameters(standard="gb50180-2018"))
    near = found.rows[found.rows["rule"] == "health-station-300m"]
    assert near["measured"].tolist() == [0.25, 0]


def _canopy(town, **values):
    found = compute(town, GapParameters(standard="three-thirty-300", **values))
    rows = found.rows[found.rows["rule"] == "thirty-percent-canopy"]
    return rows.set_index("id")


def test_thirty_percent_canopy_is_measured_on_a_canopy_raster(town, put) -> None:
    put("canopy", np.array([40, 30, 10, 0], dtype="uint8"))
    rows = _canopy(town)
    assert rows["measured"].tolist() == pytest.approx([0.35, 0.05])
    assert rows["met"].tolist() == [True, False]
    assert rows["shortfall"].tolist() == pytest.approx([0.0, 0.25])
    assert rows["cause"].tolist() == [None, "too_small"]
    assert _canopy(town, by="area")["measured"].tolist() == pytest.approx([0.2])
    assert _canopy(town, by="subdistrict")["met"].tolist() == [False]
    put("canopy", np.array([0.4, 0.3, 0.1, 0.0], dtype="float32"))
    assert _canopy(town, full=1)["measured"].tolist() == pytest.approx([0.35, 0.05])


def test_without_a_canopy_raster_trees_of_land_cover_are_taken(town, put) -> None:
    put("ndvi", np.array([0.9], dtype="float32"))
    rows = _canopy(town)
    assert rows["met"].tolist() == [None, None]
    assert set(rows["reason"]) == {"needs_canopy"}
    assert "raster of canopy, or one of land_cover" in rows["reason_en"].iloc[0]
    put("land_cover", np.array([10, 30, 50, 50], dtype="uint8"))
    rows = _canopy(town)
    assert rows["measured"].tolist() == pytest.approx([0.5, 0.0])
    assert rows["cause"].tolist() == [None, "none"]
    assert _canopy(town, trees="30, 50")["measured"].tolist() == pytest.approx([0.5, 1.0])
    with pytest.raises(ParameterError) as refused:
        _canopy(town, trees="oak")
    assert refused.value.faults[0].parameter == "trees"


def test_cells_without_a_value_leave_open_only_what_they_could_turn(town, put) -> None:
    put("canopy", np.array([80, 255, 40, 255], dtype="uint8"), nodata=255)
    rows = _canopy(town)
    # West has 40 % whatever the rest is; East between 20 % and 70 %.
    assert rows["met"].tolist() == [True, None]
    assert rows["measured"].iloc[0] == pytest.approx(0.8)
    assert rows["reason"].tolist() == [None, "canopy_unclear"]
