"""Forms say what the parameters declare."""

import pytest

from app.analyses import ANALYSES
from app.analyses.coverage.coverage import CoverageParameters
from app.pages.forms import first_values, form_fields
from app.params import parse
from layers.text import Text

STANDARDS = {"plan-2006": Text("规划", "Plan"), "gb50180-2018": Text("国标", "Code")}


def _fields(given: dict[str, str]) -> dict[str, object]:
    return {one.name: one for one in form_fields(CoverageParameters, given, STANDARDS)}


def test_each_parameter_becomes_the_control_that_fits_it() -> None:
    fields = _fields({"radius": "300"})
    assert list(fields) == list(CoverageParameters.model_fields)
    facility, radius, metric = fields["facility"], fields["radius"], fields["metric"]
    assert (facility.kind, facility.required, facility.value) == ("select", True, "")
    assert facility.options["health_centers"].en == "Health centers"
    assert (radius.kind, radius.unit, radius.value) == ("number", "m", "300")
    assert (radius.low, radius.high) == (1.0, 20_000.0)
    assert metric.value == "euclidean"
    assert set(metric.options) == {"euclidean", "walking"}


def test_standards_are_offered_by_their_titles() -> None:
    fields = form_fields(ANALYSES["gaps"].parameters, {}, STANDARDS)
    standard = next(one for one in fields if one.name == "standard")
    assert (standard.kind, standard.value) == ("select", "gb50180-2018")
    assert standard.options == STANDARDS


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=list(ANALYSES))
def test_what_a_form_holds_at_first_is_accepted(analysis) -> None:
    """But for numbers that nobody can choose for the reader, such as a place."""
    fields = form_fields(analysis.parameters, {}, STANDARDS)
    values = {one.name: one.value for one in fields if one.value} | first_values(fields)
    open_ones = {one.name for one in fields if one.required} - set(values)
    assert open_ones <= {"lon", "lat"}
    parse(analysis.parameters, (values | dict.fromkeys(open_ones, "1")).items())


def test_kinds_of_facilities_are_grouped_where_the_area_is_known() -> None:
    fields = form_fields(CoverageParameters, {}, STANDARDS, {"bus_stops": 2})
    facility, *others = [one for one in fields if one.options]
    assert facility.groups[0].kinds[0].id == "bus_stops"
    assert not any(one.groups for one in others)


@pytest.mark.parametrize("analysis", ["coverage", "equity", "what-if"])
@pytest.mark.parametrize("called", ["libraries", "图书馆", "Libraries"])
def test_a_kind_asked_for_by_its_title_is_chosen_in_the_form(analysis, called) -> None:
    """Kind: a name that one door accepts and the next shows as nothing chosen."""
    model = ANALYSES[analysis].parameters
    fields = form_fields(model, {"facility": called}, STANDARDS, {"libraries": 2})
    facility = next(one for one in fields if one.name == "facility")
    assert facility.value == "libraries"
    assert facility.groups[0].kinds[0].id == "libraries"
    unknown = next(
        one for one in form_fields(model, {"facility": "pubs"}, STANDARDS) if one.name == "facility"
    )
    assert unknown.value == "pubs"
