"""The facts file against a small town whose totals are the plan's: every number can be redone."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from shapely import Point, box

from spatial.errors import StandardError
from spatial.plan.figures import COLUMNS, plan_figures
from tests.builders.frames import frame

FACTS = tomllib.loads(
    (Path(__file__).parents[3] / "data" / "reference" / "plan_figures.toml").read_text(
        encoding="utf-8"
    )
)
FIGURES = {
    "former_committees": 413,
    "task_aspects": 9,
    "task_items": 63,
    "document_number": "东发[2004]26号",
    "investment_cny": 300000000,
    "investment_parts": {"district": 1.5, "subdistrict": 1.5, "resident_units": 7},
    "security_funds_cny": 210000000,
    "demolition_m2": 331000,
    "hotline": "96156",
    "separated_domains": 5,
    "sports_advanced_subdistricts": 10,
    "demonstration_year": 2002,
    "opinion_date": "2004-12",
}
N = 137
WIDTH = 25.38e6 / N / 1000  # 137 strips 1,000 m deep make 25.38 km2


def spread(total):
    """Whole numbers that add up to `total`."""
    values = np.full(N, total // N)
    values[: total % N] += 1
    return values


def facilities(count, offset=0.5, **columns):
    """One facility in each of the first `count` strips."""
    return frame([Point((i + offset) * WIDTH, 500) for i in range(count)], **columns)


def per_subdistrict(count, **columns):
    """One facility in each of the first `count` subdistricts."""
    return frame([Point((i + 0.5) * N * WIDTH / 10, 500) for i in range(count)], **columns)


@pytest.fixture
def frames():
    return {
        "communities": frame(
            [box(i * WIDTH, 0, (i + 1) * WIDTH, 1000) for i in range(N)],
            population_resident=spread(521000),
            population_registered=spread(646717),
            households=spread(206870),
            office_area_m2=[190.0] * 111 + [180.0] * 26,
            police_officers=[1] * N,
            has_party_organization=[True] * N,
            secretary_is_director=[True] * 68 + [False] * 69,
            has_safety_association=[True] * N,
            organizations=spread(3190),
            organization_members=spread(96055),
            volunteer_teams=spread(4740),
            volunteers=spread(119295),
        ),
        "subdistricts": frame(
            [box(i * N * WIDTH / 10, 0, (i + 1) * N * WIDTH / 10, 1000) for i in range(10)]
        ),
        "police_stations": facilities(128),
        "health_centers": facilities(40, grade=["center"] * 10 + ["station"] * 30),
        "culture_rooms": facilities(
            92,
            grade=["demonstration"] * 20 + ["standard"] * 49 + ["below"] * 23,
            floor_area_m2=[80.0] * 20 + [50.0] * 49 + [49.0] * 23,
        ),
        "culture_stations": per_subdistrict(10, floor_area_m2=[500.0] * 10, volumes=[10000.0] * 10),
        "service_centers": per_subdistrict(10, grade=["subdistrict"] * 10),
        "elder_homes": per_subdistrict(9),
        # 640.25 ha over the whole width of 25.38 km, drawn twice.
        "green_spaces": frame([box(0, 0, N * WIDTH, 6402500 / (N * WIDTH))] * 2),
    }


@pytest.fixture
def table(frames):
    district = frame([Point(1.0, 1.0)], grade=["district"])
    centers = frames["service_centers"]
    both = frame(
        [*centers.geometry, *district.geometry], grade=[*centers["grade"], *district["grade"]]
    )
    return plan_figures(FACTS, {**frames, "service_centers": both}, FIGURES).set_index("id")


def test_all_36_facts_in_order(table):
    assert table.index.tolist() == [f"F{i:02d}" for i in range(1, 37)]
    assert ("id", *table.columns) == COLUMNS


UNEQUAL = ["F19", "F31"]
RESTATED = ["F01", "F09", "F10", "F13", "F14", "F17", "F20", "F33", "F35", "F36"]


def test_verdicts(table):
    verdicts = table["consistent"].to_dict()
    assert [fact for fact, verdict in verdicts.items() if verdict is False] == UNEQUAL
    assert [fact for fact, verdict in verdicts.items() if verdict is None] == RESTATED
    assert sum(verdict is True for verdict in verdicts.values()) == 36 - 2 - 10
    assert table.loc[RESTATED, "reason_en"].str.startswith("Cannot be computed").all()


@pytest.mark.parametrize(
    ("fact", "computed"),
    [
        ("F03", 206870 / 137),
        ("F04", 111),
        ("F06", 11100 / 137),
        ("F08", 6800 / 137),
        ("F15", 128),
        ("F18", 640.25),
        ("F19", 6402500 / 521000),
        ("F22", 40),
        ("F25", (6900 / 137, 8900 / 137)),
        ("F26", 100),
        ("F31", 11929500 / 521000),
    ],
)
def test_computed_values(table, fact, computed):
    assert table.loc[fact, "computed"] == pytest.approx(computed, rel=1e-9)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("F01", "3.015"),
        ("F06", "81.0 %"),
        ("F08", "49.6 %"),
        ("F08", "68.5"),
        ("F09", "15 %, 15 % and 70 %"),
        ("F10", "2,189,781 CNY per community, 576 CNY per resident"),
        ("F11", "61.2 per 10,000 residents, 23.3 per community"),
        ("F12", "30.1 per organization, 18.4 % of residents"),
        ("F15", "93.4 %; 9 communities have none"),
        ("F17", "do not add them"),
        ("F18", "25.2 % of the land"),
        ("F19", "12.29 m² per resident; 9.90 m² per registered person"),
        ("F19", "646,717"),
        ("F20", "33.1 ha or 1.30 % of the 25.38 km²"),
        ("F21", "1 of the district, 10 of subdistricts; 10 of 10"),
        ("F22", "0.768 per 10,000 residents, 13,025 people each"),
        ("F23", "57,889 people each"),
        ("F25", "69 rooms; 50.4–65.0 % of communities"),
        ("F27", "0.19 per resident"),
        ("F28", "34.6 per community"),
        ("F31", "22.9 %"),
        ("F31", "542,250"),
    ],
)
def test_texts_print_what_the_data_give(table, fact, said):
    row = table.loc[fact]
    assert said in f"{row['computed_text_en']} {row['reason_en']}"


def test_both_languages_say_the_same_numbers(table):
    for row in table.itertuples():
        chinese, english = (
            sorted(re.findall(r"\d[\d,]*\.?\d*", text.replace("10,000", "").replace("每万", "")))
            for text in (row.computed_text_zh, row.computed_text_en)
        )
        assert chinese == english
        assert row.reason_zh.endswith("。")
        assert row.title_zh != row.title_en


def test_other_data_give_other_verdicts(frames):
    frames["police_stations"] = frames["police_stations"].iloc[:100]
    frames["communities"]["office_area_m2"] = 200.0
    frames["culture_rooms"] = frames["culture_rooms"].iloc[:60]
    other = plan_figures(FACTS, frames, {**FIGURES, "hotline": "12345"}).set_index("id")
    assert other.loc["F15", ["computed", "consistent"]].tolist() == [100.0, False]
    assert other.loc["F05", "consistent"] is False
    assert other.loc["F21", ["computed", "consistent"]].tolist() == [10.0, False]
    assert other.loc["F25", "consistent"] is False
    assert other.loc["F35", "consistent"] is False
    assert other.loc["F33", "consistent"] is None


def test_without_layers_only_the_figures_remain():
    bare = plan_figures(FACTS, {}, FIGURES).set_index("id")
    assert bare["consistent"].isna().all()
    assert bare.loc["F15", "computed"] is None
    assert bare.loc["F15", "reason_en"] == "A layer or figure that it needs is missing."
    assert bare.loc["F13", "computed"] == 63.0
    # The remark needs the number of communities and is left out.
    assert bare.loc["F01", "reason_en"] == (
        "Cannot be computed from the layers; taken from the area's figures."
    )
    empty = plan_figures(FACTS, {}, {})
    assert empty["computed"].isna().all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"check": "guess"}, "F02.check: accepted: rounded"),
        ({"value": "nothing"}, "nothing"),
        ({"note_en": "{nothing}"}, "nothing"),
        ({"value": ["communities", "former"]}, "needs a number"),
    ],
)
def test_faults_of_the_file_are_named(frames, changes, said):
    facts = {**FACTS, "facts": [{**FACTS["facts"][1], **changes}]}
    with pytest.raises(StandardError, match=said):
        plan_figures(facts, frames, FIGURES)


@pytest.mark.parametrize(
    ("value", "agrees"), [(21.49, False), (21.5, True), (22.49, True), (22.5, False)]
)
def test_rounding_is_half_up(value, agrees):
    facts = {
        "units": {"percent": {"zh": "%", "en": "%"}},
        "quantities": {"share": {"take": "figure", "name": "share"}},
        "facts": [{**FACTS["facts"][30], "value": "share", "note_zh": "", "note_en": ""}],
    }
    (row,) = plan_figures(facts, {}, {"share": value}).to_dict("records")
    assert row["consistent"] is agrees
