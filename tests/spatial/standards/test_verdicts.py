import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from spatial.errors import NotMetricError, ShapeError
from spatial.network.network import Network
from spatial.standards import Prepared
from spatial.standards.verdicts import COLUMNS, gaps, with_population
from tests.builders.frames import frame, row_of_squares
from tests.builders.rules import SHIPPED, shipped_standard, standard_of


def one_rule(**changes):
    green = {
        "id": "green",
        "title_zh": "人均绿地",
        "title_en": "Green per person",
        "clause": "7.1",
        "certainty": "verified",
        "measure": "green_per_person",
        "unit": "m2_per_person",
        "required": 2.0,
    }
    return standard_of(green | changes)


def zone_and_green(per_person, people=1000.0):
    """One community of 1,000 people with exactly this much green for each of them."""
    zones = frame([box(0, 0, 1000, 100)], name=["a"], population_resident=[people])
    return zones, {"green_spaces": frame([box(0, 0, per_person * 1000.0 / 100, 100)])}


@pytest.mark.parametrize(
    ("per_person", "comparison", "met", "shortfall"),
    [
        (1.99, ">=", False, 0.01),
        (2.00, ">=", True, 0.0),
        (2.01, ">=", True, 0.0),
        (1.99, ">", False, 0.01),
        (2.00, ">", False, 0.0),
        (2.01, ">", True, 0.0),
        (1.99, "<=", True, 0.0),
        (2.00, "<=", True, 0.0),
        (2.01, "<=", False, 0.01),
    ],
)
def test_around_the_required_value(per_person, comparison, met, shortfall):
    zones, layers = zone_and_green(per_person)
    table = gaps(one_rule(comparison=comparison), zones, layers, level="community")
    (row,) = table.to_dict("records")
    assert row["measured"] == pytest.approx(per_person)
    assert row["met"] is met
    assert row["shortfall"] == pytest.approx(shortfall, abs=1e-9)
    assert (row["required"], row["unit"], row["reason"]) == (2.0, "m2_per_person", None)


def test_a_row_carries_the_clause_and_both_titles():
    zones, layers = zone_and_green(3.0)
    table = gaps(one_rule(), zones.set_index(pd.Index([42])), layers, level="community")
    assert tuple(table.columns) == COLUMNS
    (row,) = table.to_dict("records")
    said = [row[key] for key in ("id", "name", "rule", "clause", "certainty", "rule_zh", "rule_en")]
    assert said == [42, "a", "green", "7.1", "verified", "人均绿地", "Green per person"]


@pytest.mark.parametrize(
    ("people", "reason"), [(0.0, "zero_population"), (np.nan, "no_population")]
)
def test_without_people_nothing_is_met_or_missed(people, reason):
    zones, layers = zone_and_green(3.0, people)
    (row,) = gaps(one_rule(), zones, layers, level="community").to_dict("records")
    assert np.isnan(row["measured"])
    assert np.isnan(row["shortfall"])
    assert row["met"] is None
    assert row["reason"] == reason
    assert row["reason_zh"]
    assert row["reason_en"]


def test_indicator_without_a_value_is_shown_and_not_judged():
    zones, layers = zone_and_green(3.0)
    standard = one_rule(id="shown")
    plain = standard.rules[0].__class__(**{**vars(standard.rules[0]), "required": None})
    shown = standard.__class__(**{**vars(standard), "rules": (plain,)})
    (row,) = gaps(shown, zones, layers, level="community").to_dict("records")
    assert row["measured"] == 3.0
    assert row["met"] is None
    assert np.isnan(row["required"])
    assert row["reason"] == "no_target"


def test_walking_rules_are_measured_along_the_streets():
    zones, layers = zone_and_green(1.0)  # a park of 10 m x 100 m at the western end
    layers["green_spaces"]["green_class"] = "pocket_park"
    layers["streets"] = frame([LineString([(0, 50), (1000, 50)])])
    layers["population_cells"] = frame(
        [Point(400, 60), Point(405, 65), Point(5, 60)], population_resident=[50.0, 30.0, 20.0]
    )
    walk = one_rule(
        measure="coverage", layer="green_spaces", denominator="population", metric="walking",
        unit="share", radius_m=400.0, required=1.0,
    )  # fmt: skip
    (row,) = gaps(walk, zones, layers, level="community").to_dict("records")
    # The park is entered at x = 10: 10 + 390 m, 15 + 395 m, and inside.
    assert row["measured"] == pytest.approx(0.7)
    assert (row["met"], row["cause"]) == (False, "too_far")
    assert row["too_far_m"] == pytest.approx(10)
    (shown,) = gaps(shipped_standard("sdg-11-7-1"), zones, layers, level="community").to_dict(
        "records"
    )
    assert shown["measured"] == pytest.approx(0.7)


def test_a_kept_network_is_used_for_the_streets():
    zones, layers = zone_and_green(1.0)
    layers["green_spaces"]["green_class"] = "pocket_park"
    layers["streets"] = frame([LineString([(0, 50), (1000, 50)])])
    made = []

    def make():
        made.append(1)
        return Network.from_lines(layers["streets"].geometry.to_numpy())

    standard = shipped_standard("sdg-11-7-1")
    kept = gaps(standard, zones, layers, level="community", prepared=Prepared(network=make))
    assert made == [1]
    assert kept["measured"][0] == gaps(standard, zones, layers, level="community")["measured"][0]


def test_walking_rules_without_streets_are_reported_as_not_measured():
    zones, layers = zone_and_green(3.0)
    table = gaps(shipped_standard("sdg-11-7-1"), zones, layers, level="community")
    (row,) = table.to_dict("records")
    assert row["met"] is None
    assert row["reason"] == "needs_walking_network"


@pytest.fixture
def town():
    """Two subdistricts of two communities; police in three, premises of 190 m2 in two."""
    communities = row_of_squares(
        4,
        side=100,
        name=list("abcd"),
        population_resident=[100.0, 200.0, np.nan, np.nan],
        population_registered=[10.0, np.nan, 30.0, 40.0],
        office_area_m2=[190.0, 189.0, 300.0, np.nan],
        police_officers=[1, 1, 2, 0],
    )
    return {
        "communities": communities,
        "subdistricts": frame([box(0, 0, 200, 100), box(200, 0, 400, 100)], name=["S", "T"]),
        "police_stations": frame([Point(50, 50), Point(100, 50), Point(250, 50), Point(260, 50)]),
    }


def table_of(town, name, level):
    zones = {
        "community": town["communities"],
        "subdistrict": town["subdistricts"],
        "area": frame([box(0, 0, 400, 100)], name=["all"]),
    }[level]
    table = gaps(shipped_standard("plan-2006"), zones, town, level=level)
    return table[table["rule"] == name]


def test_presence_in_each_community(town):
    table = table_of(town, "police-station", "community")
    # The station on the edge between a and b belongs to a, whose label sorts first.
    assert table["measured"].tolist() == [2.0, 0.0, 2.0, 0.0]
    assert table["met"].tolist() == [True, False, True, False]
    assert table["shortfall"].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_rules_for_communities_roll_up_to_the_share_that_meets_them(town):
    police = table_of(town, "police-station", "area")
    assert police["measured"].tolist() == [0.5]
    assert police["unit"].tolist() == ["share_of_communities"]
    assert police["shortfall"].tolist() == [0.5]
    premises = table_of(town, "office-premises", "subdistrict")
    # d has no data: T is judged by c alone.
    assert premises["measured"].tolist() == [0.5, 1.0]
    assert premises["met"].tolist() == [False, True]


def test_rules_for_wider_units_are_left_out_of_a_narrower_table(town):
    table = gaps(shipped_standard("plan-2006"), town["communities"], town, level="community")
    assert set(table["rule"]) == {
        "office-premises",
        "police-station",
        "police-officer",
        "culture-room",
        "culture-room-demonstration",
    }


def test_rolling_up_what_nobody_measured_keeps_the_reason(town):
    table = table_of(town, "culture-room", "area")
    assert table["met"].tolist() == [None]
    assert table["reason"].tolist() == ["layer_missing"]


def test_rolling_up_without_communities_is_listed_as_not_measured(town):
    """Kind: a whole table refused for the rules that cannot be measured."""
    del town["communities"]
    whole = frame([box(0, 0, 400, 100)], name=["all"])
    table = gaps(shipped_standard("plan-2006"), whole, town, level="area")
    rolled = table[table["reason"] == "no_units"]
    assert len(rolled)
    assert rolled["met"].isna().all()
    assert rolled["measured"].isna().all()
    assert rolled["reason_en"].str.contains("not loaded").all()


def test_populations_of_wider_units_are_summed_where_known(town):
    zones = with_population(town["subdistricts"], town)
    assert zones["population_resident"].tolist()[0] == 300.0
    assert np.isnan(zones["population_resident"].tolist()[1])
    assert zones["population_registered"].tolist() == [10.0, 70.0]
    assert with_population(town["subdistricts"], {})["population_resident"].isna().all()
    assert with_population(town["communities"], town) is town["communities"]


def test_standard_names_whom_it_counts(town):
    greens = frame([box(0, 0, 400, 10)])
    table = gaps(
        shipped_standard("plan-2006"),
        frame([box(0, 0, 400, 100)], name=["all"]),
        {**town, "green_spaces": greens},
        level="area",
    ).set_index("rule")
    # 4,000 m2 over the 80 registered people that are known, not over 300 residents.
    assert table.loc["green-per-person", "measured"] == 50.0


def test_setting_eases_and_selects():
    zones = frame([box(0, 0, 1000, 1000)], name=["a"], population_resident=[1000.0])
    parks = frame([box(0, 0, 100, 150)], green_class=["pocket_park"])
    layers = {"green_spaces": parks}
    rule = one_rule(min_area_m2=4000, required_old=1.4, applies_to="old")
    assert gaps(rule, zones, layers, level="community").empty
    table = gaps(rule, zones, layers, level="community", setting="old")
    assert table["required"].tolist() == [1.4]


def test_second_radius_is_measured_beside_the_first():
    zones = frame([box(0, 0, 3000, 100)], name=["a"], population_resident=[10.0])
    rule = one_rule(
        measure="coverage",
        unit="share",
        required=1.0,
        layer="green_spaces",
        denominator="area",
        metric="euclidean",
        radius_m=1000,
        alt_radius_m=800,
    )
    layers = {"green_spaces": frame([box(0, 0, 1, 100)])}
    (row,) = gaps(rule, zones, layers, level="community").to_dict("records")
    assert row["measured"] == pytest.approx(1001 / 3000)
    assert row["measured_alt_radius"] == pytest.approx(801 / 3000)


@pytest.mark.parametrize("name", [path.stem for path in sorted(SHIPPED.glob("*.toml"))])
@pytest.mark.parametrize("level", ["community", "subdistrict", "area"])
def test_every_standard_runs_at_every_level(town, name, level):
    zones = {
        "community": town["communities"],
        "subdistrict": town["subdistricts"],
        "area": frame([box(0, 0, 400, 100)], name=["all"]),
    }[level]
    table = gaps(shipped_standard(name), zones, town, level=level)
    judged = table["met"].notna()
    assert set(table.columns) == set(COLUMNS)
    assert (table["reason"].notna() == ~judged).all()
    assert table.loc[judged, "measured"].notna().all()
    assert not np.isinf(table["measured"].to_numpy(dtype=float)).any()


@given(st.lists(st.floats(0, 5), min_size=4, max_size=4), st.permutations(range(4)))
def test_order_of_zones_changes_nothing(widths, order):
    zones = frame(
        [box(0, i * 10, 100, i * 10 + 10) for i in range(4)],
        name=list("abcd"),
        population_resident=[10.0] * 4,
    )
    greens = frame([box(0, i * 10, 1 + widths[i], i * 10 + 10) for i in range(4)])
    layers = {"green_spaces": greens}
    table = gaps(one_rule(), zones, layers, level="community").set_index("id")
    turned = gaps(one_rule(), zones.iloc[order], layers, level="community").set_index("id")
    assert turned.loc[table.index, "met"].tolist() == table["met"].tolist()


def test_wrong_arguments_are_refused():
    zones, layers = zone_and_green(2.0)
    with pytest.raises(ShapeError, match="accepted: community, subdistrict, area"):
        gaps(one_rule(), zones, layers, level="village")
    with pytest.raises(ShapeError, match="accepted: general"):
        gaps(one_rule(), zones, layers, level="community", setting="modern")
    with pytest.raises(NotMetricError):
        gaps(one_rule(), zones.to_crs(4326), layers, level="community")
