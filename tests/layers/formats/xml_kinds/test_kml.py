"""KML: folders are joined, HTML in descriptions is no nesting, the driver's columns go."""

import pytest

from layers.formats import FileRefusedError, ReadOptions, read, write

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
    assert "1 links to other documents (http://localhost/k)" in layer.notes[0].text("en")


@pytest.mark.parametrize("encoding", ["GB2312", "GB18030", "UTF-16"])
def test_the_encodings_of_chinese_programs_are_read(tmp_path, encoding):
    path = tmp_path / "a.kml"
    head = HEAD.replace("UTF-8", encoding)
    path.write_bytes(
        f"{head}<Placemark><name>东四</name>{POINT}</Placemark></kml>".encode(encoding)
    )
    assert read(path).frame["name"].tolist() == ["东四"]
