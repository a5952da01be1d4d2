"""What is refused says what would be accepted, and that is accepted."""

import pytest

from app.analyses import ANALYSES
from app.analyses.cost import Ceiling, Sizes
from app.analyses.cost_refusal import admitted, refuse_costly
from app.errors import TooCostlyError, describe
from app.params import parse

SITING = ANALYSES["siting"]
CITY = Sizes(
    {"buildings": 20_000, "communities": 100, "health_centers": 50, "streets": 10_000},
    {"buildings": 200_000, "streets": 60_000},
    width_m=10_000.0,
    height_m=10_000.0,
    area_m2=1e8,
)
CEILING = Ceiling(30.0, 800e6)


def _asked(**given: str):
    return parse(SITING.parameters, {"facility": "health_centers", **given}.items())


def test_a_grid_of_50_m_over_20_km_is_refused_naming_what_would_do() -> None:
    asked = _asked(spacing="50", radius="20000", metric="walking", candidates="grid")
    with pytest.raises(TooCostlyError) as caught:
        refuse_costly(SITING, CITY, asked, CEILING)
    named = {fault.parameter: fault.accepted.en for fault in caught.value.faults}
    least = float(
        named["spacing"].removeprefix("accepted: at least ").removesuffix(" m").replace(",", "")
    )
    refuse_costly(SITING, CITY, asked.model_copy(update={"spacing": least}), CEILING)
    with pytest.raises(TooCostlyError):
        refuse_costly(SITING, CITY, asked.model_copy(update={"spacing": 0.9 * least}), CEILING)
    problem = describe(caught.value, "en")
    assert (problem.status, problem.slug) == (422, "too-costly")
    assert {fault["code"] for fault in problem.faults} == {"too-costly"}
    assert "800 MB" in problem.detail


def test_where_no_one_change_is_enough_all_change_together() -> None:
    asked = _asked(spacing="10", radius="20000", metric="walking")
    tight = Ceiling(30.0, SITING.cost(CITY, _asked(spacing="2000", radius="2000")).bytes)
    with pytest.raises(TooCostlyError) as caught:
        refuse_costly(SITING, CITY, asked, tight)
    assert len(caught.value.faults) >= 1


def test_where_nothing_is_enough_the_command_is_named() -> None:
    with pytest.raises(TooCostlyError) as caught:
        refuse_costly(SITING, CITY, _asked(), Ceiling(1e-3, 1.0))
    assert not caught.value.faults
    assert "flask analyze" in describe(caught.value, "en").detail


def test_a_search_gets_the_whole_seconds_that_are_left() -> None:
    asked = _asked(spacing="500", time_limit="3600")
    around = SITING.cost(CITY, asked.model_copy(update={"time_limit": 0.0})).seconds
    found = admitted(SITING, CITY, asked, Ceiling(around + 7.5, 800e6))
    assert found.time_limit == 7.0
    short = _asked(spacing="500", time_limit="2.5")
    assert admitted(SITING, CITY, short, Ceiling(around + 7.5, 800e6)).time_limit == 2.5
    green = ANALYSES["green"]
    assert admitted(green, CITY, green.parameters(), CEILING) == green.parameters()
