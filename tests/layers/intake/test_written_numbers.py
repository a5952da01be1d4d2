"""Numbers as people write them, from the file to the stored value, or to the right question."""

import pytest

from layers.catalogue import LAYER_TYPES
from layers.intake import IntakeContext, examine

HOMES = LAYER_TYPES["elder_homes"]


def _read(tmp_path, heading, *cells):
    path = tmp_path / "a.csv"
    lines = [f"n{at}\t{cell}\t116.4{at}\t39.9" for at, cell in enumerate(cells)]
    path.write_text("\n".join([f"name\t{heading}\tlon\tlat", *lines, ""]), "utf-8")
    return examine(path, HOMES, IntakeContext())


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1'234", 1234),
        ("1 234", 1234),
        ("1\u2009234", 1234),
        ("1\u202f234", 1234),
        ("１，２３４", 1234),
        ("300人", 300),
        ("1.2e3", 1200),
    ],
)
def test_a_count_has_its_value(tmp_path, cell, number):
    assert _read(tmp_path, "capacity", cell).frame["capacity"].tolist() == [number]


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("约300", "it is about a number"),
        ("300左右", "it is about a number"),
        (">300", "it is a bound"),
        ("300-400", "it is a range"),
        ("(300)", "brackets mean minus in accounts, or a remark"),
        ("85%", "it is a share, and the column holds amounts"),
    ],
)
def test_what_is_no_one_number_is_asked_about(tmp_path, cell, asked):
    """Kind: a question that does not say what is wrong: all were `not a number`."""
    (found,) = [one for one in _read(tmp_path, "capacity", cell).problems if one.row]
    assert (found.code, found.severity) == ("number_inexact", "error")
    assert found.text("en") == f"'{cell}' is no exact number: {asked}"


def test_an_area_with_full_width_thousands_is_asked_about(tmp_path):
    (found,) = [one for one in _read(tmp_path, "floor_area_m2", "１，２３４").problems if one.row]
    assert (found.code, found.values["readings"]) == ("number_two_readings", "1234 / 1.234")


@pytest.mark.parametrize(
    "cells",
    [
        ("00123", "04567"),
        ("010-84011234", "13800001234x"),
        ("85%", "90%"),
        ("1101010012", "A-17"),
        ("约300", ">300"),
    ],
)
def test_further_columns_of_text_stay_as_they_are_written(tmp_path, cells):
    """Codes, telephones, postcodes, shares and identifiers of several kinds are text."""
    assert _read(tmp_path, "邮编", *cells).frame["邮编"].tolist() == list(cells)


def test_a_code_of_a_row_keeps_its_zeros(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'name,code,wkt\na,0110101,"POLYGON((116.4 39.9,116.41 39.9,116.41 39.91,116.4 39.9))"\n',
        "utf-8",
    )
    found = examine(path, LAYER_TYPES["communities"], IntakeContext()).frame
    assert found["code"].tolist() == ["0110101"]
