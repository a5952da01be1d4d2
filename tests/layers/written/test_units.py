"""Units: what is one, what it is worth, and where it stands in a heading."""

import pytest

from layers.written.units import (
    is_blank_unit,
    of_place,
    split,
    split_area,
    unit_factor,
    unit_in,
)


@pytest.mark.parametrize(
    ("unit_text", "unit", "factor"),
    [("公顷", "m2", 1e4), ("亩", "m2", 2000 / 3), ("KM²", "m2", 1e6), ("万", "person", 1e4),
     ("acres", "m2", 4046.8564224), ("千人", "person", 1e3), ("亿", "person", 1e8),
     ("万张", "", 1e4), ("万", "m2", None), ("公顷", "person", None), ("", "m2", None)],
)  # fmt: skip
def test_units_belong_to_their_dimension(unit_text, unit, factor):
    assert unit_factor(unit_text, unit) == factor


@pytest.mark.parametrize(
    ("cell", "unit"),
    [("㎡", "㎡"), (" ( hm² ) ", "hm²"), ("【单位：万人】", "万人"), ("平方公里", "平方公里"),
     ("单位:（亩）", "亩"), ("个/万人", "个/万人"), ("Decimal degrees", "Decimal degrees"),
     ("％", "％"), ("°", "°"), ("千平方米", "千平方米"), ("英亩", "英亩"), ("万亩", "万亩")],
)  # fmt: skip
def test_every_unit_that_has_a_factor_is_a_unit_of_a_row(cell, unit):
    """The kind: units that a heading in brackets knew, and a row of units did not."""
    assert unit_in(cell) == unit


@pytest.mark.parametrize("cell", ["名称", "", "—", "单位", "116.4", "甲", "公顷数", "人/某", "()"])
def test_what_is_no_unit(cell):
    assert unit_in(cell) is None


def test_what_a_row_of_units_holds_besides():
    assert all(map(is_blank_unit, ("—", "-", "／", "单位", "（计量单位）", "Unit")))
    assert not any(map(is_blank_unit, ("公顷", "名称", "0")))


def test_units_of_places():
    assert all(map(of_place, ("度", "°", "m", "Degrees", "度分秒", "°′″", "米")))
    assert not any(map(of_place, ("公里", "km", "公顷", "人")))


def test_units_in_and_behind_headings():
    assert split("面积(公顷") == ("面积(公顷", "")
    assert split("面积\n（单位：公顷）") == ("面积", "公顷")
    assert split_area("面积/hm²") == ("面积", "hm2")
    assert split_area("site area, acres") == ("site area", "acres")
    assert split_area("人均面积/人") == ("人均面积/人", "")
    assert split_area("公顷") == ("公顷", "")
    assert split_area("rest_area_ha") == ("rest_area", "ha")
