"""What GML holds is counted before GDAL sees it."""

import io

import pytest

from layers.formats.judging.gml import Features
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from tests.builders.packed import GML, gml_member, gml_point

PLACE = gml_point("39.9 116.4")


def seen(*members, root="", **limits):
    features = Features(Limits(**limits))
    features.feed(io.BytesIO(GML.format(root, "".join(members)).encode()))
    return features


def test_features_systems_and_totals_are_counted():
    found = seen(
        gml_member(PLACE, name="a"),
        gml_member(gml_point("1 2", "EPSG:3857"), name="b"),
        gml_member(f"{PLACE}{PLACE}"),
        gml_member('<app:x xlink:href="#a"/>'),
        gml_member("", name="no geometry, no link"),
        root=' numberMatched="9"',
    )
    assert (found.count, found.several, found.linked, found.total) == (5, 1, 1, 9)
    assert found.systems == ["urn:ogc:def:crs:EPSG::4326", "EPSG:3857"]


def test_members_that_are_only_links_are_counted():
    """Kind: rows that are not read and of which nothing is said (`wfs:member xlink:href`)."""
    found = seen(gml_member(PLACE, name="a"), '<wfs:member xlink:href="http://far.example/b"/>')
    assert (found.count, found.linked, found.away) == (1, 0, 1)
    held = gml_member(PLACE).replace("<wfs:member>", '<wfs:member xlink:href="#a">')
    assert seen(held, "<wfs:member/>").away == 0


def test_an_envelope_and_the_parts_of_a_geometry_are_no_second_geometry():
    envelope = "<gml:boundedBy><gml:Polygon/></gml:boundedBy>"
    parts = f"<gml:MultiPoint>{PLACE}{PLACE}</gml:MultiPoint>"
    assert seen(gml_member(parts), f"{envelope}").several == 0
    found = seen(gml_member(PLACE).replace("<app:shape>", f"{envelope}<app:shape>"))
    assert found.several == 0


@pytest.mark.parametrize(
    ("members", "limits", "code"),
    [
        ([gml_member(PLACE)] * 3, {"rows": 2}, "too_many_rows"),
        ([gml_member(PLACE, **{f"k{n}": 1}) for n in range(5)], {"columns": 4}, "too_many_columns"),
        ([gml_member(PLACE, **{f"k{n}": 1}) for n in range(5)], {"cells": 20}, "too_many_cells"),
        ([gml_member(PLACE, kind=f"K{n}") for n in range(3)], {"layers": 2}, "too_many_layers"),
        ([gml_member(f'<app:a uom{n}=""/>') for n in range(5)], {"columns": 4}, "too_many_columns"),
        ([gml_member(PLACE, name="x" * 300)], {"cell_bytes": 200}, "cell_too_long"),
        ([gml_member(gml_point("1 2", f"EPSG:{n}")) for n in range(30)], {}, "crs_mixed"),
    ],
)
def test_what_is_too_much_is_refused(members, limits, code):
    with pytest.raises(Refusal) as caught:
        seen(*members, **limits)
    assert caught.value.code == code


def test_coordinates_are_shapes_and_may_be_longer_than_a_cell():
    line = "<gml:LineString><gml:posList>" + "1 2 " * 100 + "</gml:posList></gml:LineString>"
    assert seen(gml_member(line), cell_bytes=200).count == 1
