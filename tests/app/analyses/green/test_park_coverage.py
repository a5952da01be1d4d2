import math

import pytest
from shapely.geometry import LineString, box

from app.analyses.green.park_coverage import (
    ParkCoverageParameters,
    compute,
    kept_parks,
    park_rule,
    size_classes,
)
from app.problems.errors import MissingLayerError, ParameterError
from app.problems.unclassed import UnclassedGreenError
from app.standards import Standards


@pytest.fixture
def standards(tmp_path):
    return Standards(tmp_path)


def accepted(question):
    with pytest.raises(ParameterError) as caught:
        question()
    return caught.value.faults[0].accepted.en


@pytest.fixture
def parks(town):
    """One park of 5,000 m2 in the west, one of 3,000 m2 in the east."""
    town.put(
        "green_spaces",
        [
            box(0, 450, 50, 500),
            box(0, 500, 50, 550),
            box(1500, 0, 1560, 50),
            box(900, 900, 990, 990),
        ],
        name=["A", "A2", "B", "Verge"],
        green_class=["community_park", "pocket_park", "pocket_park", "protective"],
    )
    town.put("land_use", [box(50, 450, 850, 550)], land_class=["residential"])
    return town


def test_the_general_rule_takes_parks_of_any_size_over_residential_land(parks):
    found = compute(parks, ParkCoverageParameters())
    west = found.rows.loc[1]
    assert found.stated["rule"] == "park-coverage-500"
    assert found.stated["required"] == 0.9
    assert west["residential_share"] == pytest.approx(500 / 800, rel=1e-3)
    assert west["parks_inside"] == west["class1_parks"] == 1
    assert found.rows.loc[2, "residential_area_m2"] == 0
    assert math.isnan(found.rows.loc[2, "residential_share"])
    (one,) = found.total["classes"]
    assert (one["parks"], one["park_area_m2"], one["radius_m"]) == (2, 8000.0, 500)
    assert found.geometry.index.equals(found.rows.index)


def test_the_city_check_serves_300_m_for_smaller_parks(parks):
    found = compute(parks, ParkCoverageParameters(standard="city-check-2021", by="area"))
    assert found.rows.index.tolist() == [1]
    assert [one["parks"] for one in found.total["classes"]] == [1, 1]
    assert found.total["population"] == 10_000
    assert 0 < found.rows.loc[1, "class2_population"] < found.rows.loc[1, "covered_population"]


def test_historic_quarters_count_smaller_parks(parks):
    greens = parks.metric("green_spaces")
    parks.frames["green_spaces"] = greens.set_geometry(greens.geometry.scale(0.7, 0.7))
    general = compute(parks, ParkCoverageParameters(standard="garden-city-2016"))
    eased = compute(parks, ParkCoverageParameters(standard="garden-city-2016", setting="historic"))
    chosen = compute(parks, ParkCoverageParameters(standard="garden-city-2016", min_area=1000))
    assert general.total["classes"][1]["parks"] == 0
    assert eased.total["classes"][1]["parks"] == 3
    assert chosen.rows.equals(eased.rows)


def test_walks_start_at_entrances_and_are_never_shorter(parks):
    parks.put("streets", [LineString([(50, 500), (500, 500), (500, 0), (1500, 0)])])
    straight = compute(parks, ParkCoverageParameters(weighting="residential"))
    walked = compute(parks, ParkCoverageParameters(weighting="residential", metric="walking"))
    assert (walked.rows["covered_area_m2"] < straight.rows["covered_area_m2"]).all()
    assert walked.rows.loc[1, "residential_share"] == pytest.approx(475 / 800, abs=0.05)
    assert walked.total["parks_closed"] == 0
    assert len(walked.notes) == 2


def test_freedom_of_start_widens_what_can_be_known(parks):
    streets = [LineString([(50, 500), (500, 500), (500, 0), (1500, 0)])]
    parks.put("streets", [*streets, LineString([(0, 700), (2000, 700)])])
    found, free = (
        compute(parks, ParkCoverageParameters(metric="walking", freedom=freedom))
        for freedom in (0.0, 300.0)
    )
    assert free.stated["freedom"] == 300.0
    assert (free.rows["population_share_low"] <= found.rows["population_share_low"]).all()
    assert (free.rows["population_share_high"] >= found.rows["population_share_high"]).all()
    assert free.rows["population_share"].equals(found.rows["population_share"])


def test_what_is_missing_is_named(parks):
    with pytest.raises(MissingLayerError, match="streets"):
        compute(parks, ParkCoverageParameters(metric="walking"))
    parks.frames.pop("green_spaces")
    with pytest.raises(MissingLayerError, match="green_spaces"):
        compute(parks, ParkCoverageParameters())


def test_rules_are_chosen_by_id_or_setting(standards):
    standard = standards.get("gbt51346-2019")
    assert park_rule(standard, None, "old").id == "park-coverage-500-old"
    assert park_rule(standard, None, "historic").id == "park-table-historic"
    assert park_rule(standard, "pocket-park", "general").id == "pocket-park"
    assert "park-table" in accepted(lambda: park_rule(standard, "nonsense", "general"))
    garden = standards.get("garden-city-2016")
    assert accepted(lambda: park_rule(garden, None, "old")) == "accepted: general, historic"


def test_classes_are_listed_from_the_largest_and_a_bound_replaces_the_smallest(standards):
    rule = park_rule(standards.get("gbt51346-2019"), "park-table", "general")
    assert [one.min_m2 for one in size_classes(rule)] == [
        500_000, 200_000, 100_000, 50_000, 10_000, 4000, 2000,
    ]  # fmt: skip
    assert [one.min_m2 for one in size_classes(rule, 1000)][-1] == 1000
    assert [one.min_m2 for one in size_classes(rule, 60_000)][-1] == 60_000
    pocket = park_rule(standards.get("gbt51346-2019"), "pocket-park", "general")
    assert "below 10000" in accepted(lambda: size_classes(pocket, 20_000))


def test_parks_of_no_class_count_only_where_none_is_asked_for(town):
    shapes, classes = [box(0, 0, 50, 50), box(90, 0, 99, 50)], [None, "protective"]
    town.put("green_spaces", shapes, name=["?", "Verge"], green_class=classes)
    assert len(kept_parks(town, ())) == 2
    assert len(kept_parks(town, ("pocket_park",))) == 0


def test_greens_without_a_class_are_no_0_parks(parks):
    """The kind: a missing column told as 0.0 % served by 0 parks."""
    parks.frames["green_spaces"]["green_class"] = [None, None, "pocket_park", None]
    found = compute(parks, ParkCoverageParameters())
    # 50 x 50 m twice and 90 x 90 m.
    assert "3 of 4 green spaces (13,100 m2) state no class" in found.notes[-1].en
    parks.frames["green_spaces"]["green_class"] = None
    with pytest.raises(UnclassedGreenError, match="--rename COLUMN=green_class"):
        compute(parks, ParkCoverageParameters())
