"""What is refused says what would be accepted, and that is accepted; what is ordinary never is."""

import re
import shlex
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analyses import ANALYSES
from app.analyses.cost.pieces import OVERRUN, search
from app.analyses.cost.refusal import LEAST_SEARCH, admitted, refuse_costly
from app.analyses.ground.cost import Ceiling, Sizes
from app.config import Settings
from app.pages.forms import first_values, form_fields
from app.params import choices, limits, parse
from app.problems.errors import Fault, TooCostlyError, describe
from tests.app.analyses.measured_areas import AREAS, LAS_PALMAS

DOCS = Path(__file__).parents[4] / "docs"
SITING = ANALYSES["siting"]
CEILING = Ceiling.of_process(Settings().request_seconds, Settings().request_memory)
EXTREME = {"facility": "health_centers", "spacing": "50", "radius": "20000", "metric": "walking"}
NUMBER = re.compile(r"accepted: at (?:least|most) ([\d,.e+]+)")


def _asked(**given: str):
    return parse(SITING.parameters, {"facility": "health_centers", **given}.items())


def _changed(parameters, fault: Fault):
    """Return the parameters as a fault says that they would be accepted."""
    told = NUMBER.match(fault.accepted.en)
    if told is None:
        first = fault.accepted.en.removeprefix("accepted: ").split(", ")[0]
        return parameters.model_copy(update={fault.parameter: first})
    value = float(told.group(1).replace(",", ""))
    kind = type(getattr(parameters, fault.parameter))
    return parameters.model_copy(update={fault.parameter: kind(value)})


def _refused(parameters, sizes: Sizes = LAS_PALMAS, ceiling: Ceiling = CEILING) -> TooCostlyError:
    analysis = next(one for one in ANALYSES.values() if isinstance(parameters, one.parameters))
    with pytest.raises(TooCostlyError) as caught:
        refuse_costly(analysis, sizes, parameters, ceiling)
    return caught.value


def test_a_grid_of_50_m_over_20_km_on_foot_is_refused_in_both_languages() -> None:
    error = _refused(_asked(**EXTREME))
    problem = describe(error, "en")
    assert (problem.status, problem.slug) == (422, "too-costly")
    assert problem.title == "Too much to compute"
    assert {fault["parameter"] for fault in problem.faults} >= {"spacing", "radius"}
    assert {fault["code"] for fault in problem.faults} == {"too-costly"}
    assert "30 s and 909 MB" in problem.detail
    chinese = describe(error, "zh")
    assert "改变下列任一参数即可" in chinese.detail
    assert chinese.faults[0]["accepted"].startswith("可用")


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(
    ("analysis", "asked"),
    [
        ("siting", EXTREME),
        ("siting", EXTREME | {"spacing": "10", "candidates": "grid"}),
        ("siting", EXTREME | {"problem": "least-walking", "budget": "9", "spacing": "100"}),
        ("siting-frontier", EXTREME | {"keep_existing": "false", "most_sites": "100"}),
        ("catchment-green", {"greens": "all", "catchment": "20000", "metric": "walking"}),
        ("coverage", {"facility": "health_centers", "metric": "walking", "freedom": "500"}),
        ("park-coverage", {"metric": "walking", "freedom": "500"}),
    ],
)
def test_what_is_named_as_accepted_is_accepted_and_not_much_more(area, analysis, asked) -> None:
    one, sizes = ANALYSES[analysis], AREAS[area]
    parameters = parse(one.parameters, asked.items())
    error = _refused(parameters, sizes)
    assert error.faults
    for fault in error.faults:
        assert fault.parameter in one.parameters.model_fields
        enough = _changed(parameters, fault)
        refuse_costly(one, sizes, enough, CEILING)
        value, was = (getattr(p, fault.parameter) for p in (enough, parameters))
        if isinstance(value, float):
            # Two figures are told: a tenth of the way back is too much again.
            back = value * (1.15 if was > value else 1 / 1.15)
            _refused(parameters.model_copy(update={fault.parameter: back}), sizes)


def test_where_no_one_change_is_enough_several_are_named_together() -> None:
    asked = _asked(**EXTREME | {"spacing": "10"}, keep_existing="false")
    best = SITING.cost(LAS_PALMAS, _asked(spacing="400", radius="500", keep_existing="false"))
    tight = Ceiling(best.seconds, best.bytes)
    error = _refused(asked, ceiling=tight)
    assert "together" in error.told.en
    together = asked
    for fault in error.faults:
        together = _changed(together, fault)
    refuse_costly(SITING, LAS_PALMAS, together, tight)


def test_where_nothing_is_enough_the_command_is_named() -> None:
    error = _refused(_asked(), ceiling=Ceiling(1e-3, 1.0))
    assert not error.faults
    assert "flask analyze" in describe(error, "en").detail


def test_a_search_gets_the_whole_seconds_that_are_left() -> None:
    asked = _asked(spacing="500", time_limit="3600")
    around = SITING.cost(LAS_PALMAS, asked.model_copy(update={"time_limit": 0.0})).seconds
    ceiling = Ceiling(around + 7.5 * OVERRUN, 800e6)
    assert admitted(SITING, LAS_PALMAS, asked, ceiling).time_limit == 7.0
    # With a floor the tree of the search grows: memory may be what is left less of.
    tree = asked.model_copy(update={"floor": 0.5, "spacing": 100.0})
    cut = admitted(SITING, LAS_PALMAS, tree, Ceiling(9_000.0, CEILING.bytes))
    assert 1 <= cut.time_limit < 100
    assert CEILING.bytes >= SITING.cost(LAS_PALMAS, cut).bytes >= 0.8 * CEILING.bytes
    short = _asked(spacing="500", time_limit="2.5")
    assert admitted(SITING, LAS_PALMAS, short, ceiling).time_limit == 2.5
    tight = Ceiling(around + search(LEAST_SEARCH).seconds + 1e-6, 800e6)
    assert admitted(SITING, LAS_PALMAS, asked, tight).time_limit == LEAST_SEARCH
    green = ANALYSES["green"]
    assert admitted(green, LAS_PALMAS, green.parameters(), CEILING) == green.parameters()


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("identifier", ANALYSES)
@pytest.mark.parametrize("metric", ["euclidean", "walking"])
def test_the_first_question_of_every_page_is_accepted(area, identifier, metric) -> None:
    one = ANALYSES[identifier]
    values = first_values(form_fields(one.parameters, {}, {}))
    values |= {"lon": "116.4", "lat": "39.9"} if "lon" in one.parameters.model_fields else {}
    if "metric" in one.parameters.model_fields:
        values["metric"] = metric
    asked = parse(one.parameters, values.items())
    found = admitted(one, AREAS[area], asked, CEILING)
    # Nothing of the time that is asked for by default is taken away in the district.
    if area == "dongcheng":
        assert found == asked


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("spacing", ["100", "200"])
@pytest.mark.parametrize("radius", ["1000", "2000", "3000"])
@pytest.mark.parametrize("metric", ["euclidean", "walking"])
@pytest.mark.parametrize("identifier", ["siting", "siting-frontier", "smallest-fix"])
def test_grids_of_100_to_200_m_at_1_to_3_km_are_accepted(
    area, spacing, radius, metric, identifier
) -> None:
    one = ANALYSES[identifier]
    values = {"facility": "health_centers", "spacing": spacing, "radius": radius}
    asked = parse(one.parameters, (values | {"metric": metric}).items())
    admitted(one, AREAS[area], asked, CEILING)


def _examples() -> list[tuple[str, dict[str, str]]]:
    found = []
    for page in sorted(DOCS.rglob("*.md")):
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("flask analyze ") and " replay " not in line and "$(" not in line:
                _, _, name, _, *rest = shlex.split(line, comments=True)
                found.append((name, _options(rest)))
    return found


def _options(words: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for word, value in pairwise([*words, ""]):
        if word.startswith("--") and word != "--json":
            given[word[2:].replace("-", "_")] = value
    return given


def test_every_example_of_the_documents_is_accepted() -> None:
    examples = _examples()
    assert len(examples) >= 20
    for (name, values), sizes in product(examples, AREAS.values()):
        one = ANALYSES[name]
        admitted(one, sizes, parse(one.parameters, values.items()), CEILING)


DRIVERS = {
    "radius": +1, "catchment": +1, "around": +1, "spacing": -1, "freedom": +1, "minutes": +1,
    "speed": +1, "longest_link": +1, "time_limit": +1, "most_sites": +1,
}  # fmt: skip
"""Parameters that a cost depends on, and whether more of them costs more."""


@settings(max_examples=300)
@given(st.data())
def test_more_of_a_driver_never_costs_less(data) -> None:
    one = data.draw(st.sampled_from(list(ANALYSES.values())))
    names = [name for name in one.parameters.model_fields if name in DRIVERS]
    values: dict[str, str] = (
        {"lon": "0", "lat": "0"} if "lon" in one.parameters.model_fields else {}
    )
    for name, info in one.parameters.model_fields.items():
        if choices(info) and name != "facility":
            values[name] = data.draw(st.sampled_from(choices(info)))
    if "facility" in one.parameters.model_fields:
        values["facility"] = data.draw(st.sampled_from(["health_centers", "elder_homes"]))
    parameters = parse(one.parameters, values.items())
    sizes = data.draw(st.sampled_from(list(AREAS.values())))
    for name in names:
        bounds = limits(one.parameters.model_fields[name])
        if bounds is None:
            continue
        kind = int if name == "most_sites" else float
        low, high = sorted(kind(data.draw(st.floats(*bounds))) for _ in range(2))
        less, more = (parameters.model_copy(update={name: end}) for end in (low, high))
        if DRIVERS[name] < 0:
            less, more = more, less
        small, large = one.cost(sizes, less), one.cost(sizes, more)
        assert small.seconds <= large.seconds * (1 + 1e-9), name
        assert small.bytes <= large.bytes * (1 + 1e-9), name
        parameters = parameters.model_copy(update={name: low})


def test_every_number_that_a_cost_depends_on_is_among_the_drivers() -> None:
    for one in ANALYSES.values():
        fields = one.parameters.model_fields
        values = first_values(form_fields(one.parameters, {}, {}))
        values |= {"lon": "0", "lat": "0"} if "lon" in fields else {}
        values |= {"metric": "walking"} if "metric" in fields else {}
        for extra in ({}, {"measure": "access"} if "measure" in fields else {}):
            given = dict(values)
            given |= extra | ({"facility": "health_centers"} if "facility" in fields else {})
            parameters = parse(one.parameters, given.items())
            for name, info in fields.items():
                if limits(info) is None or name in {*DRIVERS, "budget", "capacity", "floor"}:
                    continue
                ends = [parameters.model_copy(update={name: end}) for end in limits(info)]
                assert len({one.cost(LAS_PALMAS, end) for end in ends}) == 1, (one.id, name)


CITY = Sizes(
    {"communities": 77, "police_stations": 22},
    vertices={"communities": 31_000, "area": 9_000},
    counting={"communities": 77},
    width_m=34_000.0,
    height_m=42_000.0,
    area_m2=597.7e6,
)
"""A city of 598 km2 of which polygons with people and one kind of facility are loaded."""


GRIDS = {"siting", "siting-frontier", "smallest-fix"}
"""What looks for sites on a grid of 200 m: for a city a wider one, which the refusal names."""


@pytest.mark.parametrize("name", sorted(set(ANALYSES) - GRIDS))
def test_a_city_of_polygons_with_people_is_refused_nothing_by_its_first_form(name) -> None:
    # Kind: what can be measured opens as "too much to compute".
    analysis = ANALYSES[name]
    asked = first_values(form_fields(analysis.parameters, {}, {}))
    asked |= {"lon": "0", "lat": "0"} if "lon" in analysis.parameters.model_fields else {}
    refuse_costly(analysis, CITY, parse(analysis.parameters, asked.items()), CEILING)


def test_who_lacks_data_hears_of_them_and_not_of_the_cost() -> None:
    # Kind: the mend told is no mend. Walking was "too much, accepted: euclidean" where no street
    # was loaded; `compound` and `buildings` likewise.
    coverage = ANALYSES["coverage"]
    tight = Ceiling(1e-3, 1.0)
    for lacking in ({"metric": "walking"}, {"by": "compound"}, {"weighting": "buildings"}):
        asked = parse(coverage.parameters, {"facility": "police_stations", **lacking}.items())
        refuse_costly(coverage, CITY, asked, tight)


def test_no_way_out_is_named_that_lacks_its_data() -> None:
    coverage = ANALYSES["coverage"]
    streets = replace(CITY, features={**CITY.features, "streets": 90_000})
    asked = parse(coverage.parameters, {"facility": "police_stations", "metric": "walking"}.items())
    error = _refused(asked, streets, Ceiling(12.0, 900e6))
    named = {fault.parameter: fault.accepted.en for fault in error.faults}
    assert named["metric"] == "accepted: euclidean"
    assert all("compound" not in told and "raster" not in told for told in named.values())
