"""KML: folders are joined, HTML in descriptions is no nesting, the driver's columns go."""

import pytest

from layers.catalogue import layer_type
from layers.formats import FileRefusedError, ReadOptions, read, write
from layers.intake.examine import IntakeContext, examine
from tests.builders.packed import zip_of

HEAD = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
POINT = "<Point><coordinates>116.4,39.9</coordinates></Point>"


def test_kml_folders_are_joined_unless_one_is_named(tmp_path):
    point = "<Point><coordinates>116.4,39.9,5</coordinates></Point>"
    place = f"<Placemark><name>{{}}</name>{point}</Placemark>"
    path = tmp_path / "a.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>警务</name>{place.format('东四')}</Folder>"
        f"<Folder><name>卫生</name>{place.format('南')}{place.format('北')}</Folder>"
        "</Document></kml>",
        encoding="utf-8",
    )
    assert read(path).frame["name"].tolist() == ["东四", "南", "北"]
    assert read(path, ReadOptions(layer_name="卫生")).frame["name"].tolist() == ["南", "北"]


def test_kml_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text('<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>')
    with pytest.raises(FileRefusedError, match="KML"):
        read(path)


def test_a_description_of_many_lines_is_read(tmp_path):
    path = tmp_path / "a.kml"
    lines = "<br>".join(["一行"] * 100)
    place = f"<name>东四</name><description><![CDATA[{lines}]]></description>{POINT}"
    path.write_text(f"{HEAD}<Placemark>{place}</Placemark></kml>", encoding="utf-8")
    frame = read(path).frame
    assert frame["name"].tolist() == ["东四"]
    assert frame["description"].tolist() == [lines]


def test_the_drivers_own_columns_do_not_become_fields(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(f"{HEAD}<Placemark><name>x</name>{POINT}</Placemark></kml>", encoding="utf-8")
    assert set(read(path).frame.columns) <= {"id", "name", "description", "geometry"}


def test_an_unknown_folder_names_those_there_are(tmp_path, points):
    path = tmp_path / "警务.kml"
    write(points, path)
    with pytest.raises(FileRefusedError, match="no '卫生'; there are: 警务"):
        read(path, ReadOptions(layer_name="卫生"))


def test_a_document_without_places_holds_no_layer(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(f"{HEAD}<Document><name>x</name></Document></kml>", encoding="utf-8")
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code in {"no_layer", "damaged"}


@pytest.mark.parametrize("named", ['<Data name="{}"><value>1</value></Data>', "SCHEMA"])
def test_names_of_data_are_columns_and_counted_before_the_driver_sees_them(tmp_path, named):
    """Each place may name others: 2,000 places of 50 names took the driver 49 s."""
    if named == "SCHEMA":
        named = '<SchemaData><SimpleData name="{}">1</SimpleData></SchemaData>'
    data = ["".join(named.format(50 * place + one) for one in range(50)) for place in range(21)]
    places = [f"<Placemark><ExtendedData>{d}</ExtendedData>{POINT}</Placemark>" for d in data]
    path = tmp_path / "a.kml"
    path.write_text(f"{HEAD}<Document>{''.join(places)}</Document></kml>", encoding="utf-8")
    with pytest.raises(FileRefusedError, match="1001 columns, more than the limit of 1000"):
        read(path)
    path.write_text(f"{HEAD}<Document>{''.join(places[:3])}</Document></kml>", encoding="utf-8")
    assert len(read(path).frame) == 3


def test_a_document_that_holds_only_a_link_says_so(tmp_path):
    """A file without the data it seems to hold is refused by what it is, with the way out."""
    path = tmp_path / "a.kml"
    link = "<NetworkLink><Link><href>http://localhost/k</href></Link></NetworkLink>"
    document = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
    path.write_text(document.format(link))
    with pytest.raises(FileRefusedError, match="only a link to the network"):
        read(path)
    place = "<Placemark><Point><coordinates>116.4,39.9</coordinates></Point></Placemark>"
    path.write_text(document.format(link + place))
    layer = read(path)
    assert len(layer.frame) == 1
    assert [note.code for note in layer.notes] == ["links_unread"]
    assert "1 link to other documents (http://localhost/k)" in layer.notes[0].text("en")


@pytest.mark.parametrize("encoding", ["GB2312", "GB18030", "UTF-16"])
def test_the_encodings_of_chinese_programs_are_read(tmp_path, encoding):
    path = tmp_path / "a.kml"
    head = HEAD.replace("UTF-8", encoding)
    path.write_bytes(
        f"{head}<Placemark><name>东四</name>{POINT}</Placemark></kml>".encode(encoding)
    )
    assert read(path).frame["name"].tolist() == ["东四"]


def _kml(path, inside):
    path.write_text(f"{HEAD}<Document>{inside}</Document></kml>", encoding="utf-8")
    return path


def _place(name, inside="", shape=POINT):
    return f"<Placemark><name>{name}</name>{inside}{shape}</Placemark>"


def _data(*values):
    inside = "".join(f'<Data name="{k}"><value>{v}</value></Data>' for k, v in values)
    return f"<ExtendedData>{inside}</ExtendedData>"


def _examined(path):
    return examine(path, layer_type("police_stations"), IntakeContext())


@pytest.mark.parametrize("packed", [False, True])
def test_data_in_chinese_fill_the_columns_of_the_layer(tmp_path, packed):
    """Seen: 500 m2 and 7 people were lost, since both names became ____________."""
    places = (
        _place("东四", _data(("建筑面积", 500), ("工作人员", 7))),
        _place("安定门", _data(("工作人员", 9)), POINT.replace("39.9", "39.8")),
    )
    inside = f"<Folder><name>北</name>{places[0]}</Folder><Document>{places[1]}</Document>"
    path = _kml(tmp_path / "a.kml", inside)
    if packed:
        path = zip_of(tmp_path / "a.kmz", {"doc.kml": path.read_bytes()})
    found = _examined(path).frame
    assert found["floor_area_m2"].tolist()[0] == 500.0
    assert found["staff"].tolist() == [7, 9]
    assert found["folder"].tolist() == ["北", None]


@pytest.mark.parametrize("name", ["建筑面积（公顷）", "floor area (ha)", "Floor area [ha]"])
def test_units_in_names_are_converted(tmp_path, name):
    """Seen: `floor-area (m2)` came in as `floor_area__m2_`, its unit unheeded: 0.05 ha is 500."""
    path = _kml(tmp_path / "a.kml", _place("东四", _data((name, 0.05))))
    assert _examined(path).frame["floor_area_m2"].tolist() == [500.0]


def test_the_span_and_the_address_of_a_placemark_fill_the_columns_of_the_layer(tmp_path):
    """Seen: both were dropped without a word, and a station of 2035 would have served today."""
    said = (
        "<address>东四北大街1号</address><phoneNumber>tel:+8610</phoneNumber>"
        "<TimeSpan><begin>2035-03-01</begin><end>2040-01-31</end></TimeSpan>"
    )
    found = _examined(_kml(tmp_path / "a.kml", _place("东四", said))).frame
    assert found["address"].tolist() == ["东四北大街1号"]
    assert found["phoneNumber"].tolist() == ["tel:+8610"]
    assert [str(one)[:10] for one in found["opened_on"]] == ["2035-03-01"]
    assert [str(one)[:10] for one in found["closed_on"]] == ["2040-01-31"]


def test_a_column_of_that_name_goes_before_the_span(tmp_path):
    said = _data(("opened_on", "2001-01-01")) + "<TimeSpan><begin>2035</begin></TimeSpan>"
    found = _examined(_kml(tmp_path / "a.kml", _place("东四", said))).frame
    assert [str(one)[:10] for one in found["opened_on"]] == ["2001-01-01"]
    assert found["begin"].tolist() == ["2035"]


def test_a_name_shown_for_a_column_is_known_too(tmp_path):
    schema = (
        '<Schema name="s" id="s"><SimpleField type="int" name="f1"><displayName>工作人员'
        "</displayName></SimpleField></Schema>"
    )
    said = '<SchemaData schemaUrl="#s"><SimpleData name="f1">7</SimpleData></SchemaData>'
    path = _kml(tmp_path / "a.kml", schema + _place("东四", f"<ExtendedData>{said}</ExtendedData>"))
    assert _examined(path).frame["staff"].tolist() == [7]


def test_overlays_are_told_and_rows_keep_their_numbers(tmp_path):
    """Seen: one became a facility; one without a box refused the file as its row 1."""
    box = (
        "<LatLonBox><north>40</north><south>39</south><east>117</east><west>116</west></LatLonBox>"
    )
    overlays = f"<GroundOverlay><name>底图</name>{box}</GroundOverlay><GroundOverlay/>"
    path = _kml(tmp_path / "a.kml", overlays + _place("东四") + _place("坏", shape="<Point/>"))
    found = _examined(path)
    assert [(one.row, one.code) for one in found.problems] == [
        (None, "overlays_unread"), (2, "geometry_empty")
    ]  # fmt: skip
    assert found.frame["name"].tolist() == ["东四"]
    with pytest.raises(FileRefusedError, match=r"only overlays \(GroundOverlay × 2\)"):
        read(_kml(tmp_path / "b.kml", overlays))


def test_a_track_is_a_line_and_named_where_the_layer_takes_none(tmp_path):
    """Seen: the whole file was refused as TIN, and no row was named."""
    coords = "<gx:coord>116.4 39.9 0</gx:coord><gx:coord>116.5 39.9 0</gx:coord>"
    path = _kml(
        tmp_path / "a.kml", _place("东四") + _place("路", "", f"<gx:Track>{coords}</gx:Track>")
    )
    errors = [one for one in _examined(path).problems if one.severity == "error"]
    assert [(one.row, one.text("en")) for one in errors] == [
        (2, "the geometry is a line, the layer takes a point")
    ]
    path = _kml(tmp_path / "b.kml", _place("路", "", f"<gx:Track>{coords}</gx:Track>"))
    streets = examine(path, layer_type("streets"), IntakeContext())
    assert [one.length for one in streets.frame.geometry] == [pytest.approx(0.1)]


def test_places_of_one_id_are_all_kept(tmp_path):
    """The kind: rows joined by something that need not be unique."""
    place = _place("东四").replace("<Placemark", '<Placemark id="a"')
    other = place.replace("东四", "南").replace("39.9", "39.8")
    found = read(_kml(tmp_path / "a.kml", place + other)).frame
    assert (found["id"].tolist(), found["name"].tolist()) == (["a", "a"], ["东四", "南"])
    assert found.geometry.y.tolist() == [39.9, 39.8]


def test_rows_are_in_the_order_of_the_document(tmp_path):
    inside = f"{_place(1)}<Folder><name>a</name>{_place(2)}</Folder>{_place(3)}"
    assert read(_kml(tmp_path / "a.kml", inside)).frame["name"].tolist() == ["1", "2", "3"]


def test_a_folder_is_named_with_the_folders_inside_it(tmp_path):
    inner = f"<Folder><name>社区</name>{_place(2)}</Folder>"
    path = _kml(
        tmp_path / "a.kml", f"<Folder><name>卫生</name>{_place(1)}{inner}</Folder>{_place(3)}"
    )
    assert read(path, ReadOptions(layer_name="卫生")).frame["name"].tolist() == ["1", "2"]
    assert read(path, ReadOptions(layer_name="社区")).frame["name"].tolist() == ["2"]
