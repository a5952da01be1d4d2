"""A KML is walked folder by folder; its limits hold before anything is built of it."""

import io
from dataclasses import replace

import pytest

from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.formats.xml_kinds.kml_tree import Element, Folders
from tests.builders.packed import kml_text


class _Seen(Folders):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.seen: list[tuple[str, str]] = []

    def taken(self, element: Element) -> None:
        self.seen.append(("/".join(one.kind for one in self.containers), element.name))


def _walked(text: str, **limits: int) -> _Seen:
    seen = _Seen(replace(Limits(), **limits))
    seen.feed(io.BytesIO(text.encode()))
    return seen


def test_what_stands_in_folders_is_handed_over_whole():
    inside = "<Folder><gx:Tour><Document/></gx:Tour></Folder>"
    assert _walked(kml_text("东四", more=inside)).seen == [
        ("kml/Document", "Placemark"),
        ("kml/Document/Folder", "gx:Tour"),
    ]


def test_a_placemark_alone_is_a_document():
    seen = _walked("<Placemark><name>东四</name></Placemark>")
    assert (seen.seen, seen.places) == ([("", "Placemark")], 1)


def test_texts_and_elements_keep_their_order():
    element = Element("a:b", {}, ["1", Element("c", {}, ["2", Element("d", {}, ["3"])]), "4"])
    assert (element.local, element.text) == ("b", "1234")
    assert element.within("d") is element.children[0].children[0]
    assert element.first("d") is None
    assert element.every("c", "d") == element.children


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("<html><Placemark/></html>", {}, "damaged"),
        (kml_text(more="<Folder/>" * 3), {"layers": 2}, "too_many_layers"),
        (kml_text("a", "b", "c"), {"rows": 2}, "too_many_rows"),
        (kml_text("甲" * 9), {"cell_bytes": 26}, "cell_too_long"),
        (kml_text(more='<Placemark><Data name="a"/><Data name="b"/></Placemark>'), {"columns": 1},
         "too_many_columns"),
    ],
)  # fmt: skip
def test_limits_hold_while_it_is_read(text, limits, code):
    with pytest.raises(Refusal) as caught:
        _walked(text, **limits)
    assert caught.value.code == code


def test_shapes_may_be_longer_than_a_cell():
    assert _walked(kml_text("a"), cell_bytes=8).places == 1


def test_a_long_name_is_told_by_the_limit_and_not_by_what_was_read_of_it():
    """Kind: a figure that was not measured: 5 MB of a name were told as 256 kB."""
    with pytest.raises(Refusal) as caught:
        _walked(kml_text("a" * 5_000_000))
    found = caught.value.values["found"]
    assert (found.en, found.zh) == ("more than 64 kB", "超过 64 KB")
