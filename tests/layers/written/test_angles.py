"""Kind of fault: degrees, minutes and seconds are refused, or read as another number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.written.angles import Angle, angle, fault
from tests.builders.processes import within

EAST = 116 + 23 / 60 + 29 / 3600


@pytest.mark.parametrize(
    "written",
    ["116°23′29″", "116º23’29”", '116˚23´29"', "116°23'29''", "116° 23′ 29″", "１１６°２３′２９″",
     "116度23分29秒", "116 23 29", "116:23:29", "116-23-29", "116.23.29", "116d23m29s"],
)  # fmt: skip
def test_seconds_in_the_spellings_of_planners_files(written):
    assert angle(written) == Angle(pytest.approx(EAST, abs=1e-12), None, 3)


@pytest.mark.parametrize(
    ("written", "degrees", "axis"),
    [
        ("E116°24′", 116.4, "lon"),
        ("116°24′E", 116.4, "lon"),
        ("东经116度24分", 116.4, "lon"),
        ("经度：116°24′", 116.4, "lon"),
        ("87°39′W", -87.65, "lon"),
        ("西经87度39分", -87.65, "lon"),
        ("北纬39°54′", 39.9, "lat"),
        ("39.9N", 39.9, "lat"),
        ("lat=39.9", 39.9, "lat"),
        ("33°52.2′S", -33.87, "lat"),
        ("s33°52′12″", -33.87, "lat"),
        ("-33°52′12″", -33.87, None),
        ("39,9°", 39.9, None),
        ("116:24", 116.4, None),
    ],
)
def test_halves_of_the_earth_give_sign_and_axis(written, degrees, axis):
    found = angle(written)
    assert (found.degrees, found.axis) == (pytest.approx(degrees, abs=1e-12), axis)


@pytest.mark.parametrize(
    "written",
    ["", "E", "116.4", "-116.4", "116,4", "116°61'", "116°23′60″", "200°", "91N", "-5W", "39E N",
     "经度39N", "116 23", "116.5°23′", "2026-03", "北京"],
)  # fmt: skip
def test_what_is_no_angle(written):
    assert angle(written) is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [("39d60m0s", "sixty"), ("116°61'", "sixty"), ("116 23 60", "sixty"), ("116:23:75", "sixty"),
     ("东经116度60分", "sixty"), ("200°", "beyond"), ("91N", "beyond"), ("-5W", "halves"),
     ("39E N", None), ("E116°W", "halves"), ("经度39N", "halves"),
     ("116 23", None), ("39d59m59s", None),
     ("2026-03", None), ("北京", None), ("x" * 70, None)],
)  # fmt: skip
def test_why_an_angle_is_none(written, reason):
    """The kind: `39d60m0s is not a number`, where its minutes are 60 or more."""
    assert fault(written) == reason


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59))
def test_every_angle_comes_back(degrees, minutes, seconds):
    found = angle(f"{degrees}°{minutes}′{seconds}″W")
    assert found.degrees == pytest.approx(-(degrees + minutes / 60 + seconds / 3600), abs=1e-12)


@pytest.mark.parametrize("unit", [" ", "1", "°", "e", "1 "])
def test_a_long_cell_takes_no_time(unit):
    with within(1):
        angle("1" + unit * 30_000)
        angle("1" + unit * (58 // len(unit)) + "x")
