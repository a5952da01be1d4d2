"""GML comes in in its right place, from itself alone, and what is left out is told."""

import numpy as np
import pytest
import shapely

from layers.catalogue import layer_type
from layers.formats import FileRefusedError, Limits, ReadOptions, read
from layers.formats.isolation.isolated import read_isolated
from layers.intake.examine import IntakeContext, examine
from tests.builders.packed import GML, STATIONS, gml, gml_member, gml_point

URN, HTTP = "urn:ogc:def:crs:EPSG::", "http://www.opengis.net/def/crs/EPSG/0/"
OLD = "http://www.opengis.net/gml/srs/epsg.xml#"
LATLON, LONLAT = "39.92 116.4", "116.4 39.92"
NORTHEAST, EASTNORTH = "4420818.68 448703.78", "448703.78 4420818.68"


@pytest.mark.parametrize(
    ("system", "place"),
    [
        (f"{URN}4326", LATLON),
        (f"{HTTP}4326", LATLON),
        ("EPSG:4326", LONLAT),
        (f"{OLD}4326", LONLAT),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", LONLAT),
        (f"{URN}4490", LATLON),
        (f"{URN}4548", NORTHEAST),
        (f"{HTTP}4548", NORTHEAST),
        ("EPSG:4548", EASTNORTH),
    ],
)
def test_axes_come_in_the_order_that_the_name_of_the_system_means(tmp_path, system, place):
    """The same station, 116.4 E, 39.92 N: by `urn:` EPSG's own order holds, by `EPSG:` east first.

    4548 is CGCS2000, Gauss-Kruger at 117 E, of which EPSG writes north first.
    """
    frame = read(gml(tmp_path / "a.gml", gml_member(gml_point(place, system)))).frame
    placed = frame.to_crs(4326).geometry.iloc[0]
    assert (placed.x, placed.y) == pytest.approx((116.4, 39.92), abs=1e-7)


def test_the_system_of_the_envelope_holds_for_geometries_without_one(tmp_path):
    envelope = (
        f'<gml:boundedBy><gml:Envelope srsName="{URN}4326"><gml:lowerCorner>39 116'
        "</gml:lowerCorner>"
        "<gml:upperCorner>40 117</gml:upperCorner></gml:Envelope></gml:boundedBy>"
    )
    path = gml(tmp_path / "a.gml", envelope, gml_member(gml_point(LATLON, "")))
    frame = read(path).frame
    assert (frame.crs.to_epsg(), frame.geometry.tolist()) == (4326, [shapely.Point(116.4, 39.92)])


@pytest.mark.parametrize("system", ["http://127.0.0.1:9/crs", f"{URN}99999", "EPSG:0"])
def test_a_system_that_nobody_knows_is_told_and_asked_for(tmp_path, system):
    """An address is never opened; the shapes are read, in a system that the user states."""
    layer = read(gml(tmp_path / "a.gml", gml_member(gml_point(LONLAT, system))))
    assert layer.frame.crs is None
    assert layer.frame.geometry.tolist() == [shapely.Point(116.4, 39.92)]
    assert [(note.code, note.values["crs"]) for note in layer.notes] == [("crs_unknown", system)]


def test_without_a_stated_system_none_is_assumed(tmp_path):
    assert read(gml(tmp_path / "a.gml", gml_member(gml_point(LONLAT, "")))).frame.crs is None


def test_one_system_spelled_twice_is_one_and_two_are_refused(tmp_path):
    first = gml_member(gml_point(LATLON, f"{URN}4326"))
    same = read(gml(tmp_path / "a.gml", first, gml_member(gml_point(LONLAT, "EPSG:4326")))).frame
    assert same.crs.to_epsg() == 4326
    assert same.geometry.tolist() == [shapely.Point(116.4, 39.92)] * 2
    other = gml_member(gml_point(EASTNORTH, "EPSG:4548"))
    with pytest.raises(
        FileRefusedError, match=r"different coordinate systems: urn:.*4326, EPSG:4548"
    ):
        read(gml(tmp_path / "b.gml", first, other))


def test_of_several_classes_one_is_chosen_as_of_a_geopackage(tmp_path):
    members = [gml_member(gml_point(LATLON), kind=kind, name=kind) for kind in ("Station", "Park")]
    path = gml(tmp_path / "a.gml", *members)
    with pytest.raises(FileRefusedError, match="several layers: Station, Park"):
        read(path)
    assert read(path, ReadOptions(layer_name="Park")).frame["name"].tolist() == ["Park"]


def test_gml_2_is_read(tmp_path):
    square = (
        f'<gml:Polygon srsName="{OLD}4326"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>'
        "116,39 117,39 117,40 116,40 116,39</gml:coordinates></gml:LinearRing>"
        "</gml:outerBoundaryIs></gml:Polygon>"
    )
    path = gml(tmp_path / "a.gml", gml_member(square, name="东城"))
    path.write_text(path.read_text("utf-8").replace("wfs:member", "gml:featureMember"), "utf-8")
    frame = read(path).frame
    assert frame["name"].tolist() == ["东城"]
    assert frame.geometry.iloc[0].equals(shapely.box(116, 39, 117, 40))


def test_curves_become_straight_pieces_and_that_is_told(tmp_path):
    arc = (
        '<gml:Curve srsName="EPSG:3857"><gml:segments>'
        "<gml:ArcString><gml:posList>0 0 1 1 2 0</gml:posList></gml:ArcString>"
        "<gml:LineStringSegment><gml:posList>2 0 3 0</gml:posList></gml:LineStringSegment>"
        "</gml:segments></gml:Curve>"
    )
    layer = read(gml(tmp_path / "a.gml", gml_member(arc)))
    assert [note.code for note in layer.notes] == ["geometry_curve"]
    assert layer.frame.length.tolist() == pytest.approx([np.pi + 1], rel=1e-3)
    plain = arc.replace("ArcString", "LineStringSegment")
    assert read(gml(tmp_path / "b.gml", gml_member(plain))).notes == []


def test_a_second_geometry_and_one_by_link_are_told(tmp_path):
    """GDAL takes one geometry of a feature, and says nothing."""
    two = gml_member(
        f"{gml_point(LATLON)}</app:shape><app:entrance>{gml_point('39 116')}", name="a"
    )
    two = two.replace("<app:entrance>", "<app:entrance>").replace(
        "</app:shape></app:Station>", "</app:entrance></app:Station>"
    )
    linked = gml_member("", name="b").replace(
        "</app:name>", '</app:name><app:shape xlink:href="#p"/>'
    )
    layer = read(gml(tmp_path / "a.gml", two, linked, gml_member(gml_point(LATLON), name="c")))
    assert [(note.code, note.values["count"]) for note in layer.notes] == [
        ("geometry_several", 1),
        ("geometry_link", 1),
    ]
    assert layer.frame.geometry.isna().tolist() == [False, True, False]
    with pytest.raises(FileRefusedError, match="geometries of 1 feature are links"):
        read(gml(tmp_path / "b.gml", linked))


def test_features_that_are_only_links_are_told(tmp_path):
    """Kind: rows that are not read and of which nothing is said."""
    away = '<wfs:member xlink:href="http://far.example/b"/>'
    layer = read(gml(tmp_path / "a.gml", gml_member(gml_point(LATLON), name="a"), away, away))
    assert [(note.code, note.values["count"]) for note in layer.notes] == [("feature_link", 2)]
    assert len(layer.frame) == 1
    with pytest.raises(FileRefusedError, match="links"):
        read(gml(tmp_path / "b.gml", away))


def test_a_page_of_an_answer_says_that_it_is_not_the_whole(tmp_path):
    page = ' numberMatched="27189" numberReturned="2" next="http://127.0.0.1:9/next"'
    layer = read(gml(tmp_path / "a.gml", root=page))
    assert [note.code for note in layer.notes] == ["not_whole"]
    assert "2 features of 27189" in layer.notes[0].text("en")
    assert read(gml(tmp_path / "b.gml", root=' numberMatched="unknown"')).notes == []
    assert read(gml(tmp_path / "c.gml", root=' numberMatched="2"')).notes == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (
            '<!DOCTYPE a [<!ENTITY e "x">]><gml:a xmlns:gml="http://www.opengis.net/gml">&e;</gml:a>',
            "xml_entities",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><gml:a xmlns:gml="http://www.opengis.net/gml"/>',
            "xml_entities",
        ),
        (
            '<?xml version="1.0" encoding="x-none"?><a xmlns="http://www.opengis.net/gml"/>',
            "encoding_unknown",
        ),
        (
            '<?xml version="1.0" encoding="GBK"?><a xmlns="http://www.opengis.net/gml">\xff</a>',
            "damaged",
        ),
        ('<a xmlns="http://www.opengis.net/gml">', "damaged"),
        ('<a xmlns="http://www.opengis.net/gml"/>', "no_layer"),
        (GML.format("", gml_member("", name="x")), "no_layer"),
        (GML.format("", gml_member(gml_point("a b"), name="x" * 70_000)), "cell_too_long"),
        (GML.format("", "<app:a>" * 40 + "</app:a>" * 40), "too_deep"),
    ],
)
def test_what_is_hostile_or_useless_is_refused(tmp_path, document, code):
    path = tmp_path / "a.gml"
    path.write_bytes(document.encode("latin-1"))
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == code


@pytest.mark.parametrize("through", [read, read_isolated])
def test_nothing_beside_the_file_is_read_or_written(tmp_path, through):
    """A schema or a list of classes beside it would say what columns are; links lead anywhere."""
    (tmp_path / "other.gml").write_text(gml_point("1 2"), "utf-8")
    schema = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"
    (tmp_path / "a.xsd").write_text(schema, "utf-8")
    (tmp_path / "a.gfs").write_text("<GMLFeatureClassList/>", "utf-8")
    root = (
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        f'"http://localhost/app {tmp_path}/a.xsd http://localhost/b http://127.0.0.1:9/b.xsd"'
    )
    linked = gml_member("", name="b").replace(
        "</app:name>", '</app:name><app:shape xlink:href="other.gml#p"/>'
    )
    path = gml(tmp_path / "a.gml", gml_member(gml_point(LATLON), name="a", n=7), linked, root=root)
    layer = through(path)
    assert layer.frame["name"].tolist() == ["a", "b"]
    assert layer.frame["n"].tolist()[0] == 7
    assert layer.frame.geometry.isna().tolist() == [False, True]
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "a.gfs",
        "a.gml",
        "a.xsd",
        "other.gml",
    ]


@pytest.mark.parametrize(("rows", "passes"), [(2, True), (1, False)])
def test_as_many_features_as_the_limit_are_accepted(tmp_path, rows, passes):
    options = ReadOptions(limits=Limits(rows=rows))
    path = gml(tmp_path / "a.gml")
    if passes:
        assert read(path, options).frame["name"].tolist() == STATIONS["name"].tolist()
    else:
        with pytest.raises(FileRefusedError, match="limit of 1"):
            read(path, options)


@pytest.mark.parametrize(
    "kind",
    [
        "TriangulatedSurface/trianglePatches/Triangle",
        "PolyhedralSurface/polygonPatches/PolygonPatch",
    ],
)
def test_surfaces_of_patches_are_refused_by_what_they_are(tmp_path, kind):
    outer, middle, patch = kind.split("/")
    surface = (
        f'<gml:{outer} srsName="EPSG:4326"><gml:{middle}><gml:{patch}><gml:exterior>'
        '<gml:LinearRing><gml:posList srsDimension="3">116 39 1 117 39 1 116 40 2 116 39 1'
        "</gml:posList></gml:LinearRing></gml:exterior>"
        f"</gml:{patch}></gml:{middle}></gml:{outer}>"
    )
    with pytest.raises(FileRefusedError) as caught:
        read(gml(tmp_path / "a.gml", gml_member(surface)))
    assert caught.value.code == "shape_kind"


def test_a_geometry_that_cannot_be_read_is_named_by_its_row(tmp_path):
    faulty = gml_member("<gml:LineString><gml:posList>1</gml:posList></gml:LineString>")
    with pytest.raises(FileRefusedError, match="row 2: its geometry cannot be read"):
        read(gml(tmp_path / "a.gml", gml_member(gml_point(LATLON)), faulty))


def test_a_property_that_is_there_twice_keeps_both_values(tmp_path):
    member = gml_member(gml_point(LATLON), name="甲").replace(
        "</app:name>", '</app:name><app:name>乙</app:name><app:len uom="m">3</app:len>'
    )
    frame = read(gml(tmp_path / "a.gml", member)).frame
    assert list(frame["name"].iloc[0]) == ["甲", "乙"]
    assert frame["len (m)"].tolist() == [3]


def test_names_of_values_are_those_of_the_file(tmp_path):
    """The kind: a library that changes names which are not ASCII, or joins two of them."""
    values = {"建筑面积": "500", "工作人员": "7", "a.b": "1", "a-b": "2", "é": "3"}
    path = gml(tmp_path / "a.gml", gml_member(gml_point(LATLON), **values))
    frame = read(path).frame
    assert {name: str(frame[name][0]) for name in values} == values


@pytest.mark.parametrize("unit", ["ha", "urn:ogc:def:uom:UCUM::ha", "#ha"])
def test_the_unit_of_a_value_is_heeded(tmp_path, unit):
    """Seen: `uom="ha"` became a column beside it, and 0.05 ha were read as 0.05 m2."""
    member = gml_member(gml_point(LATLON), 建筑面积="0.05", height="3")
    path = gml(tmp_path / "a.gml", member.replace("<app:建筑面积>", f'<app:建筑面积 uom="{unit}">'))
    found = examine(path, layer_type("police_stations"), IntakeContext())
    assert found.frame["floor_area_m2"].tolist() == [500.0]
    assert "建筑面积_uom" not in found.frame
    read_as = read(path)
    assert read_as.short == {"建筑面积 (ha)": ["建筑面积"]}


def test_values_in_several_units_are_told(tmp_path):
    members = [
        gml_member(gml_point(LATLON), area="5").replace("<app:area>", f'<app:area uom="{unit}">')
        for unit in ("ha", "m2")
    ]
    layer = read(gml(tmp_path / "a.gml", *members))
    assert [(one.field, one.code, one.values["units"]) for one in layer.notes] == [
        ("area", "units_mixed", "ha, m2")
    ]
    assert layer.frame["area_uom"].tolist() == ["ha", "m2"]
