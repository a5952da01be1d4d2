"""Placemarks as rows: every text under its own name, and what is no row counted.

The kind: a library that leaves out, renames or joins what it does not tell.
"""

import io

import pytest

from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.formats.xml_kinds.kml_rows import Placemarks
from tests.builders.packed import kml_text

POINT = "<Point><coordinates>116.4,39.9</coordinates></Point>"


def _places(more: str) -> Placemarks:
    places = Placemarks(Limits())
    places.feed(io.BytesIO(kml_text(more=more).encode()))
    return places


def _cells(inside: str, more: str = "") -> dict[tuple[str, int], str]:
    (row,) = _places(f"{more}<Placemark>{inside}{POINT}</Placemark>").rows
    return row.cells


def _data(name: str, value: str, shown: str = "") -> str:
    title = f"<displayName>{shown}</displayName>" if shown else ""
    return f'<ExtendedData><Data name="{name}">{title}<value>{value}</value></Data></ExtendedData>'


def test_names_of_data_are_those_of_the_file():
    """Seen: 建筑面积 and 工作人员 both became ____________, and one value was gone."""
    names = ("建筑面积", "工作人员", "floor-area (m2)", "a.b", "a b", "é")
    inside = "".join(_data(name, f"{number}") for number, name in enumerate(names))
    assert _cells(inside) == {(name, 0): f"{number}" for number, name in enumerate(names)}


def test_a_name_that_stands_twice_keeps_both_values():
    assert _cells(_data("a", "1") + _data("a", "2")) == {("a", 0): "1", ("a", 1): "2"}
    inside = "<name>东四</name>" + _data("name", "西四")
    assert _cells(inside) == {("name", 0): "东四", ("name", 1): "西四"}


def test_values_of_one_name_are_counted_as_columns():
    """A place of a million values of one name is refused before a column is made of each."""
    with pytest.raises(Refusal, match="too_many_columns"):
        _cells(_data("a", "1") * 1_001)


def test_data_without_a_name_is_called_as_it_is_shown():
    assert _cells(_data("", "1", "容量")) == {("容量", 0): "1"}
    assert _cells(_data("", "1")) == {("Data", 0): "1"}


def test_values_of_a_schema_and_of_other_namespaces_are_kept():
    inside = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="容量">30</SimpleData>'
        "<gx:SimpleArrayData/></SchemaData><camp:number>14</camp:number>"
        "<camp:site><x/></camp:site></ExtendedData>"
    )
    schema = '<Schema id="s"><SimpleField type="int" name="容量"/></Schema>'
    places = _places(f"{schema}<Placemark>{inside}</Placemark>")
    assert places.rows[0].cells == {("容量", 0): "30", ("camp:number", 0): "14"}
    assert places.rows[0].untold == {"gx:SimpleArrayData": 1, "ExtendedData/camp:site": 1}
    assert places.types == {"容量": {"int"}}


def test_what_a_placemark_says_of_itself_is_kept():
    """Seen: address, phoneNumber, Snippet and the times of a placemark were dropped silently."""
    inside = (
        "<name>东四</name><address>东四北大街1号</address><phoneNumber>tel:+8610</phoneNumber>"
        '<Snippet maxLines="1">一行</Snippet><description><![CDATA[<b>二</b>]]></description>'
        "<TimeSpan><begin>2019-05</begin><end> 2035-01-01 </end></TimeSpan>"
        '<atom:link href="http://localhost/1"/>'
    )
    assert _cells(inside) == {
        ("name", 0): "东四",
        ("address", 0): "东四北大街1号",
        ("phoneNumber", 0): "tel:+8610",
        ("snippet", 0): "一行",
        ("description", 0): "<b>二</b>",
        ("begin", 0): "2019-05",
        ("end", 0): "2035-01-01",
        ("link", 0): "http://localhost/1",
    }
    assert _cells("<TimeStamp><when>2020</when></TimeStamp>") == {("timestamp", 0): "2020"}


def test_the_times_of_a_folder_hold_for_places_without_their_own():
    span = "<TimeSpan><begin>{}</begin></TimeSpan>"
    own = f"<Placemark>{span.format(2005)}</Placemark>"
    inside = f"<Folder>{span.format(2001)}<Placemark/>{own}</Folder><Placemark/>"
    begins = [row.cells.get(("begin", 0)) for row in _places(inside).rows]
    assert begins == ["2001", "2005", None]


def test_overlays_and_links_are_no_rows():
    """Seen: a ground overlay became a facility; one without a box refused the file as row 1."""
    overlays = "<GroundOverlay><name>底图</name></GroundOverlay><ScreenOverlay/><PhotoOverlay/>"
    link = "<NetworkLink><Link><href> b.kml </href></Link></NetworkLink>"
    places = _places(f"{overlays}<Placemark><name>东四</name></Placemark>{link}")
    assert [row.name for row in places.rows] == ["东四"]
    assert places.overlays == [
        ("GroundOverlay", "底图"), ("ScreenOverlay", ""), ("PhotoOverlay", "")
    ]  # fmt: skip
    assert places.links == ["b.kml"]


def test_what_is_not_understood_is_counted_and_looks_are_not():
    looks = (
        "<styleUrl>#a</styleUrl><Style/><StyleMap/><LookAt/><Camera/><Region/><visibility>1"
        "</visibility><open>1</open><gx:balloonVisibility>1</gx:balloonVisibility>"
    )
    inside = f"{looks}<xal:AddressDetails><x/></xal:AddressDetails>"
    places = _places(
        f'<StyleMap id="a"/><Style/><gx:Tour><Placemark/></gx:Tour><description/>'
        f"<Folder><description>说明</description><Placemark>{inside}</Placemark></Folder>"
    )
    assert len(places.rows) == 1
    assert places.untold == {"Document/gx:Tour": 1, "Folder/description": 1}
    assert places.rows[0].untold == {"xal:AddressDetails": 1}


def test_a_faulty_shape_stays_with_its_row():
    bad = "<Placemark><name>坏</name><Point><coordinates>1;2</coordinates></Point></Placemark>"
    rows = _places(f"<Placemark/>{bad}<Placemark>{POINT}</Placemark>").rows
    assert [row.fault is not None for row in rows] == [False, True, False]
    assert [row.drawn.geometry is not None for row in rows] == [False, False, True]
