import math

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from app.analyses.green.catchment_green import CatchmentParameters, compute
from app.problems.errors import MissingLayerError, NoPeopleError
from app.problems.unclassed import UnclassedGreenError


@pytest.fixture
def homes(town):
    """People at three points; one park of 10,000 m2 in the west near the border, a verge."""
    town.put("green_spaces", [box(900, 450, 1000, 550), box(0, 0, 10, 10)],
             name=["P", "V"], green_class=["community_park", "protective"])  # fmt: skip
    town.put("population_cells", [Point(700, 500), Point(100, 900), Point(1100, 500)],
             population_resident=[2000.0, 6000.0, 2000.0])  # fmt: skip
    return town


def test_three_ways_balance_and_reach_crosses_the_border(homes):
    found = compute(homes, CatchmentParameters(catchment=300, around=50))
    west, east = found.rows.loc[1], found.rows.loc[2]
    assert (west["boundary_m2"], east["boundary_m2"]) == (10_000, 0)
    # Land within 50 m: 100 m x 50 m and two quarter discs in the east, of the park's whole offset.
    beside, all_round = 5000 + math.pi * 1250, 10_000 + 20_000 + math.pi * 2500
    assert east["share_m2"] == pytest.approx(10_000 * beside / all_round, rel=1e-4)
    # 4,000 people are within 300 m of the park, half of them in the east.
    assert (west["reach_m2"], east["reach_m2"]) == (5000, 5000)
    assert west["green_per_capita_catchment"] == pytest.approx(5000 / 8000)
    assert east["green_per_capita_catchment"] == 2.5
    assert west["without_green"] == 6000
    for line in found.total["ledger"]:
        assert line["union_m2"] == 10_000
        assert abs(line["difference_m2"]) < 1e-6
    assert found.total["green_per_capita_catchment"] == 1.0
    assert found.total["parks_unreached"] == 0


def test_all_green_has_a_line_for_what_nobody_reaches(homes):
    found = compute(homes, CatchmentParameters(greens="all", catchment=300, by="area"))
    ledger = {line["way"]: line for line in found.total["ledger"]}
    assert ledger["reach"]["unassigned_m2"] == 100
    assert ledger["boundary"]["assigned_m2"] == 10_100
    assert found.total["parks_unreached"] == 1


def test_on_foot_the_way_counts(homes):
    homes.put("streets", [LineString([(700, 500), (700, 0), (950, 0), (950, 450)])])
    # In the west 500 + 250 + 450 m along the street; in the east the way to its end.
    near = compute(homes, CatchmentParameters(metric="walking", catchment=1201))
    assert near.rows["reach_m2"].tolist() == [5000, 5000]
    assert near.rows.loc[1, "without_green"] == 6000
    less = compute(homes, CatchmentParameters(metric="walking", catchment=1199))
    assert less.rows["reach_m2"].tolist() == [0, 10_000]


def test_what_is_missing_is_named(homes):
    homes.frames.pop("green_spaces")
    with pytest.raises(MissingLayerError, match="green_spaces"):
        compute(homes, CatchmentParameters())


def test_greens_without_a_class_are_refused_and_all_green_counts_them(homes):
    homes.frames["green_spaces"]["green_class"] = None
    with pytest.raises(UnclassedGreenError):
        compute(homes, CatchmentParameters(catchment=300))
    assert compute(homes, CatchmentParameters(greens="all", catchment=300)).total["population"]


def test_without_people_green_in_reach_is_refused_with_what_would_tell(town) -> None:
    # Kind: "people without green in reach: 0" where nobody's number is known.
    town.frames["communities"]["population_resident"] = [np.nan, np.nan]
    with pytest.raises(NoPeopleError, match="population_resident"):
        compute(town, CatchmentParameters())
