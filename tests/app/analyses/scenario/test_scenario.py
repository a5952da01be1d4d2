"""The comparison on a town of two squares whose numbers a reader can redo."""

import json
from typing import Any, get_args

import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from app.analyses.access.access import ACCESS, AccessParameters
from app.analyses.scenario.scenario import WHAT_IF, WhatIfParameters
from app.analyses.scenario.scenario_competition import Competing
from app.analyses.scenario.scenario_edits import digest, read_edits
from app.params import parse
from app.problems.errors import ParameterError


def ask(**values: Any) -> WhatIfParameters:
    given = {"facility": "health_centers", "radius": "400", **values}
    if not isinstance(given["edits"], str):
        given["edits"] = json.dumps(given["edits"])
    return parse(WhatIfParameters, [(k, str(v)) for k, v in given.items()])


@pytest.fixture
def lived(town: Any) -> Any:
    """People in the middle of both squares: 8,000 where the open clinic is, 2,000 without one."""
    town.put(
        "population_cells",
        [Point(500, 500), Point(1500, 500)],
        population_resident=[80.0, 20.0],
    )
    return town


def add(town: Any, x: float, y: float, **more: Any) -> dict[str, Any]:
    lon, lat = town.place(x, y)
    return {"edit": "add_facility", "lon": lon, "lat": lat, **more}


def test_a_new_facility_covers_those_around_it(lived: Any) -> None:
    found = WHAT_IF.run(lived, ask(edits=[add(lived, 1500, 500, capacity=50)]))
    east = found.rows.loc[2]
    assert (east["population_before"], east["population_after"]) == pytest.approx((2000, 2000))
    assert (east["population_share_before"], east["population_share_after"]) == (0, 1)
    assert east["nearest_m_before"] == pytest.approx(1000, abs=1e-3)
    assert east["nearest_m_after"] == pytest.approx(0, abs=1e-3)
    assert east["capacity_per_1000_after"] == pytest.approx(25)
    assert found.total["gained"] == pytest.approx(2000)
    assert (found.total["facilities_before"], found.total["facilities_after"]) == (1, 2)
    # all the metres are walked by a fifth of the people
    assert found.total["equity_before"]["gini"] == pytest.approx(0.8)
    (step,) = found.total["edits"]
    assert (step["number"], step["facility"]) == (1, "new-1")
    assert step["gained"] == pytest.approx(2000)
    assert found.stated["edits_sha256"] == digest(read_edits(found.stated["edits"]))


def test_edits_follow_one_another(lived: Any) -> None:
    lon, lat = lived.place(500, 500)
    found = WHAT_IF.run(
        lived,
        ask(
            by="area",
            edits=[
                add(lived, 0, 0),
                {"edit": "close_facility", "facility": 1},
                {"edit": "move_facility", "facility": "new-1", "lon": lon, "lat": lat},
                {"edit": "resize_facility", "facility": "new-1", "capacity": 7},
                {"edit": "change_population", "community": 1, "factor": 0.5},
            ],
        ),
    )
    gained = [step["gained"] for step in found.total["edits"]]
    assert gained == pytest.approx([0, -8000, 8000, 0, -4000])
    assert found.rows["population_after"].tolist() == pytest.approx([6000])
    assert found.total["capacity_after"] == 7


def test_streets_are_closed_and_opened_on_foot(lived: Any) -> None:
    lived.put(
        "streets",
        [
            shapely.LineString([(500, 500), (1500, 500)]),
            shapely.LineString([(500, 510), (500, 900)]),
        ],
    )
    closing = [{"edit": "close_street", "street": 1}]
    shut = WHAT_IF.run(lived, ask(metric="walking", radius="1100", edits=closing))
    assert shut.rows["population_share_before"].tolist() == [1, 1]
    assert shut.rows["population_share_after"].tolist() == [1, 0]
    assert shut.rows["unreached_population_after"].tolist() == pytest.approx([0, 2000])
    lon, lat = lived.place(1000, 501)
    nearest = [{"edit": "close_street", "lon": lon, "lat": lat}]
    same = WHAT_IF.run(lived, ask(metric="walking", radius="1100", edits=nearest))
    assert same.rows.equals(shut.rows)
    line = [lived.place(500, 515), lived.place(1500, 520)]
    opening = [*closing, {"edit": "open_street", "line": line}]
    opened = WHAT_IF.run(lived, ask(metric="walking", radius="1100", edits=opening))
    assert opened.rows["population_share_after"].tolist() == [1, 1]
    assert not any("stands apart" in note.en for note in opened.notes)
    far = [lived.place(900, 100), lived.place(1000, 100)]
    apart = ask(metric="walking", radius="1100", edits=[{"edit": "open_street", "line": far}])
    assert "stands apart" in WHAT_IF.run(lived, apart).notes[0].en


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ({"edit": "close_facility", "facility": 2}, "edits[0].facility"),  # closed since 2001
        ({"edit": "close_facility", "facility": "new-1"}, "edits[0].facility"),
        ({"edit": "change_population", "community": 9, "factor": 1}, "edits[0].community"),
        ({"edit": "close_street", "street": 1}, "edits[0].edit"),
    ],
)
def test_what_is_not_there_is_told_by_its_place(lived: Any, edit: Any, place: str) -> None:
    with pytest.raises(ParameterError) as caught:
        WHAT_IF.run(lived, ask(edits=[edit]))
    assert caught.value.faults[0].parameter == place


def test_a_street_that_is_not_open_cannot_be_closed(lived: Any) -> None:
    lived.put("streets", [shapely.LineString([(500, 500), (1500, 500)])])
    shut = {"edit": "close_street", "street": 1}
    for edits, place in (([shut, shut], "edits[1].street"), ([shut | {"street": 7}], "edits[0]")):
        with pytest.raises(ParameterError) as caught:
            WHAT_IF.run(lived, ask(metric="walking", edits=edits))
        assert caught.value.faults[0].parameter.startswith(place)


def test_layers_that_changed_since_are_named(lived: Any) -> None:
    asked = ask(edits=[], base="health_centers:1,communities:4,streets:9")
    notes = [note.en for note in WHAT_IF.run(lived, asked).notes]
    assert any("communities" in note and "health_centers" not in note for note in notes)
    assert any("no edits" in note for note in notes)
    with pytest.raises(ParameterError):
        WHAT_IF.run(lived, ask(edits=[], base="communities"))


def test_a_community_without_data_has_no_figures(town: Any) -> None:
    found = WHAT_IF.run(town, ask(edits=[], population="registered"))
    assert found.rows["population_before"].isna().tolist() == [False, True]


def test_a_larger_clinic_changes_access_though_not_distance(lived: Any) -> None:
    lived.frames["health_centers"]["capacity"] = [40.0, 10.0]
    edits = [
        add(lived, 1500, 500, capacity=50),
        {"edit": "resize_facility", "facility": 1, "capacity": 80},
        {"edit": "change_population", "community": 2, "total": 5000},
    ]
    found = WHAT_IF.run(lived, ask(edits=edits))
    assert found.rows["access_per_1000_before"].tolist() == pytest.approx([5, 0])
    assert found.rows["access_per_1000_after"].tolist() == pytest.approx([10, 10])
    total = found.total
    assert total["access_per_1000_before"] == pytest.approx(4)
    assert total["access_per_1000_after"] == pytest.approx(10)
    # a fifth of the people had nothing; then all have the same
    assert total["access_gini_before"] == pytest.approx(0.2)
    assert total["access_gini_after"] == pytest.approx(0)
    assert total["access_palma_after"] == pytest.approx(0.25)
    assert (found.stated["catchment"], found.stated["method"]) == (400, "2sfca")
    assert not found.notes
    wide = WHAT_IF.run(lived, ask(edits=edits, catchment="1100"))
    assert wide.rows["access_per_1000_before"].tolist() == pytest.approx([4, 4])
    assert wide.rows["nearest_m_before"].equals(found.rows["nearest_m_before"])


@pytest.mark.parametrize("metric", ["euclidean", "walking"])
@pytest.mark.parametrize("method", list(get_args(Competing)))
def test_access_before_is_that_of_the_analysis_of_access(
    lived: Any, method: str, metric: str
) -> None:
    lived.frames["health_centers"]["capacity"] = [40.0, 10.0]
    lived.put("streets", [shapely.LineString([(400, 510), (1500, 500)])])
    more = {"method": method, "metric": metric}
    found = WHAT_IF.run(lived, ask(edits=[], catchment="1200", **more))
    given = {"facility": "health_centers", "supply": "capacity", "catchment": "1200", **more}
    access = ACCESS.run(lived, parse(AccessParameters, given.items()))
    for column in ("access_per_1000_before", "access_per_1000_after"):
        assert found.rows[column].tolist() == access.rows["access_per_1000"].tolist()
    assert found.total["access_per_1000_after"] == pytest.approx(access.total["access_per_1000"])
    assert found.total["access_gini_before"] == access.total["equity"]["gini"]
    assert found.total["access_palma_before"] == access.total["equity"]["palma"]


def test_an_unknown_capacity_is_named_and_leaves_access_empty(lived: Any) -> None:
    found = WHAT_IF.run(lived, ask(edits=[add(lived, 1500, 500)]))
    assert found.rows["access_per_1000_after"].isna().all()
    assert np.isnan(found.total["access_gini_after"])
    (note,) = found.notes
    assert "2 of 2" in note.en
    assert "1, new-1" in note.en
    counted = WHAT_IF.run(lived, ask(edits=[add(lived, 1500, 500)], supply="count"))
    assert counted.rows["access_per_1000_after"].tolist() == pytest.approx([1 / 8, 1 / 2])
    assert not counted.notes
