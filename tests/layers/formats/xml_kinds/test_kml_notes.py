"""What became no row is told once with its names; a faulty shape by its row and placemark."""

import io

import pytest

from layers.formats.options import Limits
from layers.formats.xml_kinds.kml_notes import counted, notes_of
from layers.formats.xml_kinds.kml_rows import Placemarks
from layers.problems import Problem
from tests.builders.packed import kml_text

ICON = "<Style><IconStyle><Icon><href>http://a/icon.png</href></Icon></IconStyle></Style>"
LINK = "<NetworkLink><name>x</name><Link><href>{}</href></Link></NetworkLink>"
PLACE = "<Placemark><name>东四</name>{}</Placemark>"
RING = "<LinearRing><coordinates>0,0 4,0 4,4 0,4</coordinates></LinearRing>"
COORDS = "<gx:coord>1 2</gx:coord><gx:coord>3 4</gx:coord>"


def _notes(more: str) -> list[Problem]:
    places = Placemarks(Limits())
    places.feed(io.BytesIO(kml_text(more=more).encode()))
    return notes_of(places.rows, places)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (ICON, None),
        (ICON + LINK.format(" files/南.kml "), (1, "files/南.kml")),
        (LINK.format("") + LINK.format("b.kml"), (2, "b.kml")),
        ("<NetworkLink/>", (1, "?")),
        (LINK.format("x" * 1_000), (1, "x" * 80)),
        (LINK.format("a&amp;b") + ICON, (1, "a&b")),
        (LINK.format("a").replace("Link>", "Url>").replace("NetworkUrl", "NetworkLink"), (1, "a")),
    ],
)
def test_links_are_told(inside, told):
    notes = _notes(inside)
    assert [note.code for note in notes] == ([] if told is None else ["links_unread"])
    if told:
        assert (notes[0].values["count"], notes[0].values["first"]) == told


@pytest.mark.parametrize(
    ("inside", "code", "text"),
    [
        ("<GroundOverlay><name>底图</name></GroundOverlay><GroundOverlay/><PhotoOverlay/>",
         "overlays_unread", "overlays (GroundOverlay × 2, PhotoOverlay × 1; named: 底图)"),
        ("<GroundOverlay/>", "overlays_unread", "overlays (GroundOverlay × 1; named: —)"),
        ("<gx:Tour><x/></gx:Tour>" + PLACE.format("<a:b/>") * 2, "parts_unread",
         "not read: Document/gx:Tour × 1, a:b × 2"),
        (PLACE.format(f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"),
         "rings_closed", "polygons of 1 placemark were not closed (such as '东四')"),
        (PLACE.format("<Model/>"), "models_placed", "1 placemark is a 3D model (such as '东四')"),
        (PLACE.format(f"<gx:Track><when>2020</when>{COORDS}</gx:Track>"), "track_times_unread",
         "1 placemark is a track (such as '东四'), read as lines without the times"),
        (PLACE.format("<description><![CDATA[<TABLE border='1'>]]></description>"),
         "description_table", "a table in HTML (such as '东四')"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named(inside, code, text):
    (note,) = _notes(inside)
    assert note.code == code
    assert text in note.text("en")
    assert note.row is None


def test_a_faulty_shape_names_its_row_and_its_placemark():
    """Seen: a track refused the whole file as "TIN", and no row was named."""
    bad = "<Point><coordinates>{}</coordinates></Point>"
    notes = _notes("<GroundOverlay/><Placemark/>" + "".join(
        PLACE.format(bad.format(text)) for text in ("1;2", "inf,2")
    ))  # fmt: skip
    assert [(note.row, note.code, note.severity) for note in notes] == [
        (2, "row_unreadable", "error"),
        (3, "geometry_not_finite", "error"),
        (None, "overlays_unread", "warning"),
    ]
    assert "placemark '东四': position 1, '1;2', is neither" in notes[0].text("en")
    assert "地标“东四”：第 1 个坐标“1;2”不是" in notes[0].text("zh")


def test_of_many_kinds_the_first_are_listed():
    assert counted(dict.fromkeys("abcdef", 1)).endswith("e × 1, …")
