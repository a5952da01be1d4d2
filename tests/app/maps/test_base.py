import re

import pytest

from app.maps.base import BOUNDARIES, MapDocument, Slot, SlotTwiceError, build
from app.maps.identifier import Identifier, UnsafeIdentifierError
from app.maps.vendor import FOLDER

FACILITIES = Identifier("facilities")


def _document(*more: Slot) -> MapDocument:
    return build(
        (
            Slot(Identifier("communities"), BOUNDARIES, shown=True),
            Slot(Identifier("elder_homes"), FACILITIES, shown=False),
            *more,
        )
    )


def test_the_same_layers_give_the_same_bytes() -> None:
    first = _document()
    build.cache_clear()
    again = _document()
    assert again is not first
    assert again == first
    assert again.script_hash == first.script_hash
    other = _document(Slot(Identifier("streets"), FACILITIES, shown=True))
    assert other.script_hash != first.script_hash


def test_nothing_is_loaded_from_another_host() -> None:
    document = _document()
    assert not re.search(r"https?://|//cdn", document.html + document.script)
    for path in (*document.assets.styles, *document.assets.scripts):
        assert (FOLDER / path).is_file(), path


def test_the_script_names_every_layer_and_the_tree() -> None:
    script = _document().script
    for name in ("area", "communities", "elder_homes", "served", "unserved"):
        assert f"var geo_json_{name} = L.geoJson(" in script
    assert script.count("L.control.layers.tree(") == 1
    assert script.count("L.map(") == 1
    assert "L.control.fullscreen(" in script
    assert "L.tileLayer" not in script
    assert script.index("shequ.prepare(map_area)") < script.index("geo_json_communities")
    assert script.index("L.control.layers.tree(") < script.index("shequ.fill()")


def test_no_layer_holds_a_feature() -> None:
    script = _document().script
    data = re.findall(r"geo_json_\w+_add\((\{.*?\})\);", script)
    assert data == ['{"features": [], "type": "FeatureCollection"}'] * 5


def test_the_tree_holds_places_for_texts_in_the_order_of_its_groups() -> None:
    found = re.findall(r'data-(?:group|layer)=\\"(\w+)\\"', _document().script)
    assert found == [
        *("reach", "served", "unserved"),
        *("boundaries", "area", "communities"),
        *("facilities", "elder_homes"),
    ]


@pytest.mark.parametrize("name", ["communities", "area", "served"])
def test_two_layers_of_one_name_are_refused(name: str) -> None:
    with pytest.raises(SlotTwiceError, match=name):
        _document(Slot(Identifier(name), FACILITIES, shown=False))


@pytest.mark.parametrize("field", ["id", "group"])
def test_what_is_no_id_is_refused_as_it_is_drawn(field: str) -> None:
    named = {"id": "streets", "group": "network", field: "a{{7*7}}"}
    with pytest.raises(UnsafeIdentifierError):
        _document(Slot(**named, shown=False))
