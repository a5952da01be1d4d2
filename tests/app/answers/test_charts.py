import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answers.charts import NOT_XML, Chart, ChartLine, frontier_chart, line_chart, ticks
from app.services.run import Result
from layers.text import Text
from tests.app.hostile import texts

SVG = "{http://www.w3.org/2000/svg}"


def _result(gap: float, budget: float | None = None) -> Result:
    rows = pd.DataFrame(
        {
            "sites_new": [1, 2, 3],
            "budget": [budget] * 3,
            "people_served": [100.0, 180.0, 200.0],
            "bound": [100.0, 180.0, 200.0 * (1 + gap)],
            "gap": [0.0, 0.0, gap],
        },
        index=pd.RangeIndex(1, 4, name="id"),
    )
    return Result("siting-frontier", Text("曲线", "<Frontier>"), rows, {}, {}, {})


def test_a_chart_holds_a_point_for_each_value_and_says_what_it_shows() -> None:
    drawn = ET.fromstring(frontier_chart(_result(0.0), "en"))  # noqa: S314 - drawn here
    assert drawn.find(f"{SVG}title").text == "<Frontier>"
    assert len(drawn.findall(f"{SVG}circle")) == 3
    assert len(drawn.findall(f"{SVG}polyline")) == 1
    said = {text.text for text in drawn.findall(f"{SVG}text")}
    assert {"1", "2", "3", "New sites", "People served"} <= said
    assert "People served (persons)" in said


def test_bounds_are_drawn_where_they_are_not_met() -> None:
    drawn = ET.fromstring(frontier_chart(_result(0.05), "zh"))  # noqa: S314 - drawn here
    assert len(drawn.findall(f"{SVG}polyline")) == 2
    assert "不可能超过（已证明）" in {text.text for text in drawn.findall(f"{SVG}text")}


def test_it_begins_with_what_stays_and_says_whom_it_is_about() -> None:
    total = {"people": 400.0, "people_served_kept": 50.0}
    asked = {"facility": "elder_homes", "radius": 500.0, "metric": "walking"}
    result = replace(_result(0.0), total=total, parameters=asked)
    drawn = ET.fromstring(frontier_chart(result, "en"))  # noqa: S314 - drawn here
    assert drawn.find(f"{SVG}circle/{SVG}title").text == "50"
    said = {text.text for text in drawn.findall(f"{SVG}text")}
    about = "Homes for the aged, within 500 m (on foot along streets)"
    assert f"{about} · Every point is proven to be the best" in said
    assert {"0", "10", "50", "Share of all people (%)"} <= said
    assert "敬老院，服务半径 500 米（步行距离）" in frontier_chart(result, "zh")


def test_heights_are_in_proportion_to_people() -> None:
    chart = Chart("t", "x", "y", [1, 2], (ChartLine("a", [100.0, 200.0], "#000"),))
    drawn = ET.fromstring(line_chart(chart))  # noqa: S314 - drawn here
    low, high = (float(dot.get("cy")) for dot in drawn.findall(f"{SVG}circle"))
    zero = max(float(line.get("y1")) for line in drawn.findall(f"{SVG}line") if line.get("y2"))
    grid = max(
        float(line.get("y1"))
        for line in drawn.findall(f"{SVG}line")
        if line.get("stroke") == "#d9dee2"
    )
    assert zero >= grid
    assert (grid - high) == pytest.approx(2 * (grid - low), abs=0.2)


def test_values_much_alike_fill_the_height_and_the_chart_says_so() -> None:
    rows = _result(0.0).rows.assign(people_served=[980.0, 990.0, 1000.0])
    result = replace(_result(0.0), rows=rows, total={"people": 1000.0})
    drawn = ET.fromstring(frontier_chart(result, "en"))  # noqa: S314 - drawn here
    heights = [float(dot.get("cy")) for dot in drawn.findall(f"{SVG}circle")]
    # The axis goes from 976 to 1,002 people.
    assert heights[0] - heights[2] == pytest.approx((480 - 60 - 96) * 20 / 26, abs=0.2)
    said = {text.text for text in drawn.findall(f"{SVG}text")}
    assert {"98", "99", "100", "980", "990", "1,000"} <= said
    assert "Every point is proven to be the best · The vertical axis does not start at 0" in said
    assert "does not start at 0" not in frontier_chart(_result(0.0), "en")


def test_a_budget_is_the_axis_where_there_is_one() -> None:
    assert "Cost" in frontier_chart(_result(0.0, budget=5.0), "en")


@given(st.floats(0, 1e6), st.floats(1e-3, 1e7))
def test_ticks_are_round_few_and_within(low, span) -> None:
    found = ticks(low, low + span)
    assert 1 <= len(found) <= 7
    assert all(low - 1e-6 * span <= value <= low + span * (1 + 1e-6) for value in found)


@given(texts(), texts())
def test_any_text_is_drawn_as_it_is(one: str, other: str) -> None:
    chart = Chart(one, other, one, [1, 2], (ChartLine(other, [1.0, 2.0], "#000"),), one, 5.0, other)
    drawn = ET.fromstring(line_chart(chart))  # noqa: S314 - drawn here
    plain = ET.fromstring(line_chart(replace(chart, title="t")))  # noqa: S314 - drawn here
    assert [part.tag for part in drawn.iter()] == [part.tag for part in plain.iter()]
    said = [text.text or "" for text in drawn.findall(f"{SVG}text")]
    for text in (one, other):
        # XML reads each end of a line as one sign.
        read = NOT_XML.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
        assert read in said
