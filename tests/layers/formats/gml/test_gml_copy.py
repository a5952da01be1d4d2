"""The copy of a GML is in UTF-8, names no schema, and its systems in ways that are known."""

import pytest

from layers.formats import FileRefusedError, read
from layers.formats.gml.gml_copy import write_copy
from layers.formats.refusal import Refusal
from tests.builders.packed import gml, gml_member, gml_point

POINT = gml_point("39.92 116.4")


def copied(tmp_path, text):
    path, copy = tmp_path / "a.gml", tmp_path / "copy.gml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    unknown = write_copy(path, copy)
    return copy.read_text("utf-8"), unknown


@pytest.mark.parametrize("encoding", ["GB2312", "GBK", "gb18030", "UTF-16", "Big5", "utf-8-sig"])
def test_the_encodings_of_chinese_offices_are_read(tmp_path, encoding):
    path = gml(tmp_path / "a.gml", gml_member(POINT, name="中文"))
    declared = encoding.removesuffix("-sig")
    text = path.read_text("utf-8").replace('"UTF-8"', f'"{declared}"')
    path.write_bytes(text.encode(encoding))
    assert read(path).frame["name"].tolist() == ["中文"]


def test_text_that_is_not_in_the_encoding_it_declares_is_damaged(tmp_path):
    path = gml(tmp_path / "a.gml", gml_member(POINT, name="XX"))
    text = path.read_bytes().replace(b'"UTF-8"', b'"GBK"').replace(b"XX", b"\xff\xff")
    path.write_bytes(text)
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", 'srsName="EPSG:4326"'),
        ("urn:EPSG:geographicCRS:4326", 'srsName="urn:ogc:def:crs:EPSG::4326"'),
        ("urn:ogc:def:crs:EPSG::4490", 'srsName="urn:ogc:def:crs:EPSG::4490"'),
        ("urn:adv:crs:ETRS89_UTM32", 'srsName="urn:adv:crs:ETRS89_UTM32"'),
        ("http://example.org/crs", 'srsUnheeded="http://example.org/crs"'),
        ("EPSG:0", 'srsUnheeded="EPSG:0"'),
    ],
)
def test_systems_are_named_in_ways_that_are_known(tmp_path, name, written):
    text, unknown = copied(tmp_path, f'<a><p srsName="{name}"/></a>')
    assert text == f"<a><p {written}/></a>"
    assert unknown == ([name] if "Unheeded" in written else [])


def test_a_name_that_two_pieces_of_the_file_share_is_met(tmp_path):
    """The file is copied a mebibyte at a time, behind a head of 64 KiB."""
    name = '<p srsName="http://www.opengis.net/gml/srs/epsg.xml#4326"/>'
    for before in range(64 * 1024 + 1024**2 - len(name) - 3, 64 * 1024 + 1024**2, 7):
        text, _ = copied(tmp_path, f"<a>{' ' * (before - 3)}{name}{' ' * 2_000_000}</a>")
        assert text.count('srsName="EPSG:4326"') == 1
        assert len(text) == before + len('<p srsName="EPSG:4326"/>') + 2_000_000 + 4


def test_schemas_are_named_no_more(tmp_path):
    text, _ = copied(
        tmp_path, '<a xsi:schemaLocation="b http://x/b.xsd" xsi:noNamespaceSchemaLocation ="c"/>'
    )
    assert "chemaLocation" not in text
    assert text.count("schemaUnheeded") == 2


def test_systems_without_end_are_refused(tmp_path):
    text = "".join(f'<p srsName="{number}"/>' for number in range(51))
    with pytest.raises(Refusal) as caught:
        copied(tmp_path, f"<a>{text}</a>")
    assert caught.value.code == "crs_mixed"
