"""OpenStreetMap extracts: the heads of the blobs tell what they unpack to."""

import pytest

from layers.formats.judging.extracts import _numbers, require_extract
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from tests.load import hostile_shapes
from tests.load.hostile_shapes import _blob, _extract, _field


def refused(path, **limits):
    with pytest.raises(Refusal) as caught:
        require_extract(path, Limits(**limits))
    return caught.value.code, caught.value.values


def test_blobs_that_unpack_to_a_thousand_times_their_size_are_refused(tmp_path):
    code, values = refused(hostile_shapes.osm_blobs(tmp_path))
    assert (code, values["limit"]) == ("archive_ratio", 40)
    assert 900 < values["ratio"] < 1_100


def test_an_ordinary_extract_passes(tmp_path):
    block = _blob(b"OSMData", _field(1, b"".join(_field(1, b"a%d" % n) for n in range(9_000))))
    require_extract(_extract(tmp_path, "a", [block]), Limits())


@pytest.mark.parametrize("cut", [5, 60, -9])
def test_cut_off_and_lying_heads_are_damaged(tmp_path, cut):
    path = _extract(tmp_path, "a", [_blob(b"OSMData", _field(1, bytes(90_000)))])
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + whole[60:cut] if cut > 60 else whole[:cut])
    if cut == 5:
        require_extract(path, Limits())  # not known as an extract: for the library to refuse
    else:
        assert refused(path) == ("damaged", {"format": "OSM PBF"})


def test_declarations_in_the_xml_form_are_refused(tmp_path):
    path = tmp_path / "a.osm"
    path.write_bytes("<!DOCTYPE osm [<!ENTITY a 'b'>]><osm/>".encode("utf-16-le"))
    assert refused(path)[0] == "xml_entities"
    path.write_text("<?xml version='1.0'?><osm><node id='1'/></osm>")
    require_extract(path, Limits())


def test_size_and_absence_are_told(tmp_path):
    assert refused(tmp_path / "a.osm.pbf")[0] == "missing"
    path = _extract(tmp_path, "b", [])
    assert refused(path, file_bytes=10)[0] == "too_large"


def test_numbers_of_a_message_are_read_and_other_fields_skipped():
    message = b"\x0a\x02ab" + b"\x10\x96\x01" + b"\x18\x05"
    assert list(_numbers(message)) == [(2, 150), (3, 5)]
