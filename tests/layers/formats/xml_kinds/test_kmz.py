"""KMZ: one document is read, of several one is named, and nothing outside is touched."""

import pytest

from layers.formats import FileRefusedError, ReadOptions, read
from tests.builders.packed import kml_text, kmz, zip_of


def test_a_kmz_is_read_as_its_document(tmp_path):
    layer = read(kmz(tmp_path / "站点.kmz"))
    assert (layer.format, layer.notes) == ("KMZ", [])
    assert layer.frame["name"].tolist() == ["东四站", "安定门站"]
    assert layer.frame.geometry.x.tolist() == [116.4, 116.401]
    assert layer.frame.crs.to_epsg() == 4326


def test_of_several_documents_one_is_named(tmp_path):
    path = zip_of(
        tmp_path / "a.kmz", {"doc.kml": kml_text("东四"), "files/南.kml": kml_text("南", "北")}
    )
    with pytest.raises(FileRefusedError, match=r"several layers: doc\.kml, 南\.kml"):
        read(path)
    found = read(path, ReadOptions(layer_name="南.kml"))
    assert found.frame["name"].tolist() == ["南", "北"]
    assert [note.values["member"] for note in found.notes] == ["doc.kml"]
    with pytest.raises(FileRefusedError, match=r"no '西'; there are: doc\.kml, 南\.kml"):
        read(path, ReadOptions(layer_name="西"))


def test_documents_of_one_name_are_told_apart_by_their_folders(tmp_path):
    path = zip_of(tmp_path / "a.kmz", {"a/doc.kml": kml_text("东"), "b/doc.kml": kml_text("西")})
    assert read(path, ReadOptions(layer_name="b/doc.kml")).frame["name"].tolist() == ["西"]


def test_of_one_document_a_folder_is_named(tmp_path):
    place = "<Placemark><name>{}</name><Point><coordinates>1,2</coordinates></Point></Placemark>"
    folders = "".join(
        f"<Folder><name>{name}</name>{place.format(name)}</Folder>" for name in ("警务", "卫生")
    )
    path = zip_of(tmp_path / "a.kmz", {"doc.kml": kml_text(more=folders)})
    assert read(path, ReadOptions(layer_name="卫生")).frame["name"].tolist() == ["卫生"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"doc.kml": "0" * 4 * 1024**2}, "archive_ratio"),
        ({"doc.kml": kml_text("a"), "../b.kml": "x"}, "archive_path"),
        ({"doc.kml": kml_text("a"), "inner.kmz": "x"}, "archive_nested"),
        ({"doc.kml": '<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>'}, "xml_entities"),
        ({"doc.kml": "no xml"}, "damaged"),
        ({"doc.kml": kml_text(more="<NetworkLink/>")}, "kml_link"),
        ({"files/icon.png": b"\x89PNG"}, "archive_nothing"),
    ],
)
def test_hostile_and_useless_archives_are_refused(tmp_path, members, code):
    path = zip_of(tmp_path / "a.kmz", members)
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == code
    assert [one.name for one in tmp_path.iterdir()] == ["a.kmz"]
