"""No silent cut: an answer that says it is a part is a part, in every dialect."""

import json

import pytest

from layers.formats import read
from layers.formats.judging.wholeness import notes_of

FEATURE = {
    "type": "Feature",
    "properties": {},
    "geometry": {"type": "Point", "coordinates": [1, 2]},
}


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({}, None),
        ({"numberMatched": 1, "numberReturned": 1}, None),
        ({"numberMatched": 27189, "numberReturned": 1}, "1 feature of 27189"),
        ({"totalFeatures": 5}, "1 feature of 5"),
        ({"totalFeatures": "unknown"}, None),
        ({"totalFeatures": True}, None),
        ({"exceededTransferLimit": True}, "1 feature of a number that it does not state"),
        ({"properties": {"exceededTransferLimit": True}}, "a number that it does not state"),
        ({"exceededTransferLimit": False}, None),
    ],
)
def test_a_page_that_is_not_the_whole_says_so(tmp_path, members, told):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE], **members}))
    notes = read(path).notes
    assert [note.code for note in notes] == ([] if told is None else ["not_whole"])
    if told:
        assert told in notes[0].text("en")
        assert "共有" in notes[0].text("zh")


def test_what_is_no_object_says_nothing():
    assert notes_of([], 1) == []
