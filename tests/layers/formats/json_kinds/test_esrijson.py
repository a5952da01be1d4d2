"""EsriJSON: the right place by its number, dates as dates, and nothing of a cut answer hidden."""

import json

import pytest
import shapely
from pyproj import CRS

from layers.formats import FileRefusedError, read

POINT = {"x": 116.4, "y": 39.92}


def answer(tmp_path, *features, **members):
    path = tmp_path / "a.json"
    document = {"geometryType": "esriGeometryPoint", "features": list(features), **members}
    path.write_text(json.dumps(document), "utf-8")
    return path


def feature(geometry=POINT, **attributes):
    return {"attributes": attributes, "geometry": geometry}


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ({"wkid": 4490}, (116.4, 39.92)),
        ({"wkid": 4326, "latestWkid": 4326}, (116.4, 39.92)),
        ({"wkid": 102100, "latestWkid": 3857}, (12957588.7, 4854323.7)),
        ({"wkid": 102100}, (12957588.7, 4854323.7)),
        ({"wkid": 4548}, (448703.78, 4420818.68)),
        ({"wkt": CRS.from_epsg(4548).to_wkt("WKT1_ESRI")}, (448703.78, 4420818.68)),
    ],
)
def test_the_stated_system_puts_the_station_in_its_place(tmp_path, reference, place):
    """116.4 E, 39.92 N, whatever the numbers are in; x is always east.

    Mercator: x = 6378137 lon, y = 6378137 ln tan(45 + lat / 2); Gauss-Kruger by Kruger's series.
    """
    point = dict(zip("xy", place, strict=True))
    frame = read(answer(tmp_path, feature(point, name="甲"), spatialReference=reference)).frame
    placed = frame.to_crs(4326).geometry.iloc[0]
    assert (placed.x, placed.y) == pytest.approx((116.4, 39.92), abs=5e-6)


def test_without_a_stated_system_none_is_assumed(tmp_path):
    assert read(answer(tmp_path, feature())).frame.crs is None
    assert read(answer(tmp_path, feature(), spatialReference={})).frame.crs is None


def test_the_first_geometry_may_state_it_and_another_must_not_differ(tmp_path):
    first, second = ({**POINT, "spatialReference": {"wkid": wkid}} for wkid in (4490, 3857))
    layer = read(answer(tmp_path, feature(first), feature(first), feature(second)))
    assert layer.frame.crs.to_epsg() == 4490
    assert [note.row for note in layer.notes] == [3]
    assert "(3857) is not that of the file" in layer.notes[0].text("en")


@pytest.mark.parametrize("reference", [{"wkid": 99_999_999}, {"wkt": "no system"}, {"wkid": "x"}])
def test_an_unknown_system_is_refused(tmp_path, reference):
    with pytest.raises(FileRefusedError) as caught:
        read(answer(tmp_path, feature(), spatialReference=reference))
    assert caught.value.code == "crs_unreadable"


def test_milliseconds_of_a_date_field_become_dates_and_other_numbers_stay(tmp_path):
    fields = [
        {"name": "opened", "type": "esriFieldTypeDate"},
        {"name": "n", "type": "esriFieldTypeDouble"},
    ]
    rows = [
        feature(opened=1577836800000, n=1577836800000),  # 2020-01-01
        feature(opened=-3692217600000, n=1),  # 1852-12-31
        feature(opened=1577836801500, n=2),
        feature(opened=None, n=3),
        feature(opened=10**30, n=4),
    ]
    frame = read(answer(tmp_path, *rows, fields=fields)).frame
    assert frame["opened"].tolist()[:3] == [
        "2020-01-01", "1852-12-31", "2020-01-01T00:00:01.500000+00:00",
    ]  # fmt: skip
    assert frame["opened"].tolist()[3:] == [None, 10**30]
    assert frame["n"].tolist() == [1577836800000, 1, 2, 3, 4]


def test_attributes_that_the_list_of_fields_does_not_name_come_in(tmp_path):
    """GDAL leaves them out and says nothing."""
    path = answer(tmp_path, feature(name="甲", n=1), fields=[{"name": "n", "type": "x"}])
    assert read(path).frame["name"].tolist() == ["甲"]


@pytest.mark.parametrize("place", ["top", "properties"])
def test_an_answer_that_was_cut_says_so(tmp_path, place):
    cut = {"exceededTransferLimit": True}
    layer = read(answer(tmp_path, feature(), **(cut if place == "top" else {"properties": cut})))
    assert [(note.code, note.severity) for note in layer.notes] == [("not_whole", "warning")]
    assert "1 feature of" in layer.notes[0].text("en")


def test_addresses_in_an_answer_are_data_and_never_followed(tmp_path):
    """Port 9 of this machine refuses: what tried it would fail or wait."""
    link = "http://127.0.0.1:9/query?resultOffset=1000"
    members = {"nextPageUrl": link, "url": link, "links": [{"rel": "next", "href": link}]}
    layer = read(answer(tmp_path, feature(name=link), **members))
    assert layer.frame["name"].tolist() == [link]


def test_a_table_without_shapes_keeps_its_rows(tmp_path):
    layer = read(answer(tmp_path, {"attributes": {"name": "甲"}}, feature("x"), 7))
    assert layer.frame.geometry.isna().tolist() == [True, True, True]
    assert sorted(note.row for note in layer.notes) == [2, 3]
    assert shapely.is_missing(layer.frame.geometry.to_numpy()).all()


def test_codes_stay_codes_and_their_names_are_told(tmp_path):
    """Kind: a list of names for codes that is dropped, or put in their place, without a word."""
    coded = [{"name": "Primary", "code": 1}, {"name": "Secondary", "code": 2}]
    many = [{"name": f"n{at}", "code": at} for at in range(12)]
    fields = [
        {"name": "level", "domain": {"type": "codedValue", "name": "d", "codedValues": coded}},
        {"name": "many", "domain": {"type": "codedValue", "name": "m", "codedValues": many}},
        {"name": "span", "domain": {"type": "range", "name": "r", "range": [0, 9]}},
        {"name": "odd", "domain": {"codedValues": "x"}},
        "no field",
    ]
    layer = read(answer(tmp_path, feature(level=2, many=3, span=1, odd=1), fields=fields))
    assert layer.frame["level"].tolist() == [2]
    told = {note.field: note.text("en") for note in layer.notes if note.code == "codes_kept"}
    assert set(told) == {"level", "many"}
    assert "(1 = “Primary”, 2 = “Secondary”)" in told["level"]
    assert told["many"].count(" = ") == 10
    assert "…" in told["many"]
