"""Links are counted and the first is named; pictures are no links."""

import pytest

from layers.formats.judging.kml_links import notes_of

ICON = "<Style><IconStyle><Icon><href>http://a/icon.png</href></Icon></IconStyle></Style>"
LINK = "<NetworkLink><name>x</name><Link><href>{}</href></Link></NetworkLink>"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (ICON, None),
        (ICON + LINK.format(" files/南.kml "), (1, "files/南.kml")),
        (LINK.format("") + LINK.format("b.kml"), (2, "b.kml")),
        ("<NetworkLink/>", (1, "?")),
        (LINK.format("x" * 1_000), (1, "x" * 80)),
        (LINK.format("a&amp;b") + ICON, (1, "a&b")),
    ],
)
def test_links_are_told(tmp_path, inside, told):
    path = tmp_path / "a.kml"
    path.write_text(f"<kml><Document>{inside}</Document></kml>", "utf-8")
    notes = notes_of(path, "KML", 32)
    assert [note.code for note in notes] == ([] if told is None else ["links_unread"])
    if told:
        assert (notes[0].values["count"], notes[0].values["first"]) == told
