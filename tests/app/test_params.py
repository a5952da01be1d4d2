import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyses import ANALYSES
from app.analyses.coverage.coverage import CoverageParameters
from app.params import (
    Parameters,
    accepted,
    bounded,
    choices,
    limits,
    parse,
    read_bbox,
    read_format,
    read_whole,
    refuse_unknown,
)
from app.problems.errors import ParameterError

FIELDS = CoverageParameters.model_fields


def _faults(call, *args, **named):
    with pytest.raises(ParameterError) as caught:
        call(*args, **named)
    return caught.value.faults


def test_values_are_typed_and_defaults_filled_in() -> None:
    found = parse(CoverageParameters, [("facility", "elder_homes"), ("radius", "500")])
    assert found.radius == 500.0
    assert (found.by, found.population, found.metric) == ("community", "resident", "euclidean")
    assert hash(found) == hash(
        parse(CoverageParameters, [("radius", "500.0"), ("facility", "elder_homes")])
    )


def test_every_fault_is_listed_at_once() -> None:
    pairs = [("radius", "x"), ("by", "house"), ("colour", "red"), ("by", "area")]
    faults = _faults(parse, CoverageParameters, pairs)
    found = {(fault.parameter, fault.code) for fault in faults}
    assert found == {
        ("by", "repeated"),
        ("facility", "missing"),
        ("radius", "malformed"),
        ("colour", "unknown"),
    }


def test_choices_and_limits_come_from_the_declaration() -> None:
    assert choices(FIELDS["by"]) == ("community", "compound", "subdistrict", "area")
    assert choices(FIELDS["radius"]) == ()
    assert limits(FIELDS["radius"]) == (1, 20_000)
    assert accepted(CoverageParameters, "radius").en == "accepted: a number 1 to 20000 m"
    assert "by" in accepted(CoverageParameters, "nothing").zh


def test_every_parameter_has_titles_in_both_languages() -> None:
    for analysis in ANALYSES.values():
        for info in analysis.parameters.model_fields.values():
            extra = info.json_schema_extra
            assert extra["title_zh"]
            assert extra["title_en"]
            assert set(extra.get("labels", {})) <= set(choices(info)) or not choices(info)


def test_long_and_binary_values_are_shortened_in_messages() -> None:
    (fault,) = _faults(parse, CoverageParameters, [("facility", "\x00" * 5000)])
    assert len(fault.detail.en) < 100
    assert "\x00" not in fault.detail.en


def test_the_format_is_read_from_f_then_accept_then_the_first() -> None:
    assert read_format("csv", ("json", "csv")) == "csv"
    assert read_format(None, ("json", "csv"), accept="text/html, text/csv;q=0.9") == "csv"
    assert read_format(None, ("geojson", "json")) == "geojson"
    (fault,) = _faults(read_format, "exe", ("json", "csv"))
    assert fault.accepted.en == "accepted: json, csv"


def test_a_box_may_cross_the_antimeridian_but_not_stand_on_its_head() -> None:
    assert read_bbox(None) is None
    assert read_bbox("116.3,39.8,116.5,40") == (116.3, 39.8, 116.5, 40.0)
    assert read_bbox("170,-10,-170,10") == (170, -10, -170, 10)
    for text in ("1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "0,5,1,4", "0,0,181,1", "0,0,1,inf"):
        assert _faults(read_bbox, text)[0].parameter == "bbox"


@given(st.text())
def test_whole_numbers_are_read_or_refused(text) -> None:
    try:
        found = read_whole("limit", text, default=5, limits=(1, 100))
    except ParameterError as error:
        named = [fault.parameter for fault in error.faults]
    else:
        named = []
        assert text == str(found) or text.lstrip("0") == str(found)
        assert 1 <= found <= 100
    assert named in (["limit"], [])


def test_unknown_names_are_refused() -> None:
    refuse_unknown(["f"], ("f", "lang"))
    (fault,) = _faults(refuse_unknown, ["f", "x"], ("f", "lang"))
    assert (fault.parameter, fault.code) == ("x", "unknown")


def test_a_search_of_a_request_is_bounded() -> None:
    class Searched(Parameters):
        time_limit: float = 100.0

    assert bounded(Searched(), 30.0).time_limit == 30
    assert bounded(Searched(time_limit=5.0), 30.0).time_limit == 5
    plain = Parameters()
    assert bounded(plain, 30.0) is plain
