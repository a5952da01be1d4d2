"""The layer types: told apart by id and kind, with columns a form can show; kinds come and go."""

import re

import pytest

from layers.catalogue import (
    FACILITY_TYPES,
    LAYER_TYPES,
    KindConflictError,
    install,
    installed,
    layer_named,
    layer_type,
    parse_kind,
    shared_names,
    shipped_kinds,
    with_kinds,
)
from layers.catalogue.fixed import FIXED_TYPES
from layers.catalogue.registry import SHIPPED_FOLDER
from layers.errors import UnknownLayerError

TYPES = pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=LAYER_TYPES)
POLYGONS = {"subdistricts", "communities", "compounds", "green_spaces", "land_use", "buildings"}


def _told(name="dog_parks", more="", **changed):
    """Return a kind of which every field may be another; those of None are left out."""
    fields = {
        "id": f'"{name}"', "title_zh": '"宠物乐园"', "title_en": '"Dog parks"', "group": '"sports"',
        "geometry": '"both"', "aliases": '["遛狗场", "Dog runs"]',
    } | changed  # fmt: skip
    lines = [f"{key} = {value}" for key, value in fields.items() if value is not None]
    return "\n".join([*lines, '[symbol]\ncolor = "#123456"', more])


def _kind(name="dog_parks", more="", **changed):
    return parse_kind(_told(name, more, **changed), f"{name}.toml")


def test_there_are_the_fixed_ones_and_a_kind_a_file_and_each_is_found_by_its_id():
    files = {path.stem for path in SHIPPED_FOLDER.glob("*.toml")}
    fixed = {layer.id for layer in FIXED_TYPES}
    assert set(LAYER_TYPES) == files | fixed
    assert (len(files), len(fixed), len(LAYER_TYPES)) == (32, 8, 40)
    assert set(FACILITY_TYPES) == files
    assert all(layer_type(name).id == name for name in LAYER_TYPES)


def test_boundaries_stand_first_then_kinds_in_their_order_then_the_rest():
    assert list(LAYER_TYPES)[:3] == ["subdistricts", "communities", "compounds"]
    assert list(LAYER_TYPES)[3:9] == [
        "police_stations",
        "health_centers",
        "culture_rooms",
        "culture_stations",
        "service_centers",
        "elder_homes",
    ]
    assert list(LAYER_TYPES)[-5:] == [layer.id for layer in FIXED_TYPES[3:]]


@pytest.mark.parametrize("name", ["", "Streets", "parks"])
def test_an_unknown_id_names_the_accepted_ones(name):
    with pytest.raises(UnknownLayerError) as caught:
        layer_type(name)
    assert caught.value.details["layer"] == name
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert all(known in text for known in LAYER_TYPES)


def test_facilities_share_two_tables_and_differ_by_kind():
    kinds = [layer.kind for layer in FACILITY_TYPES.values()]
    assert len(kinds) == len(set(kinds)) == 32
    assert None not in kinds
    for layer in LAYER_TYPES.values():
        shared = {"point": "facilities"}.get(layer.geometry, "facility_sites")
        assert layer.is_facility == (layer.kind is not None)
        assert layer.table == (shared if layer.is_facility else layer.id)


@TYPES
def test_geometry_fits_what_the_layer_is(layer):
    others = {"streets": "line", "population_cells": "point_or_polygon"}
    if layer.is_facility:
        assert layer.geometry in {"point", "point_or_polygon", "polygon"}
    else:
        expected = "polygon" if layer.id in POLYGONS else others[layer.id]
        assert layer.geometry == expected


@TYPES
def test_columns_can_be_told_apart_and_found(layer):
    names = [column.name for column in layer.columns]
    assert len(names) == len(set(names))
    assert not {"id", "area", "kind", "geometry", "properties"} & set(names)
    for column in layer.columns:
        assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
        assert layer.column(column.name) is column
        assert all(column.title)
    assert layer.column("no_such_column") is None


@TYPES
def test_counts_and_areas_cannot_be_negative(layer):
    for column in layer.columns:
        is_amount = column.kind in ("integer", "number")
        assert (column.minimum == 0) == is_amount, column.name
        assert (column.unit == "m2") == column.name.endswith("_m2"), column.name
        assert not column.choices or column.kind == "text"


@TYPES
def test_every_layer_says_where_it_is_from_and_when(layer):
    assert [column.name for column in layer.columns[-2:]] == ["source", "as_of"]


@TYPES
def test_titles_choices_and_colors_differ_in_print(layer):
    assert layer.title.zh != layer.title.en
    assert re.fullmatch("#[0-9a-f]{6}", layer.style.color)
    assert 0 <= layer.style.fill_opacity <= 1
    for column in layer.columns:
        for titles in zip(*column.choices.values(), strict=True):
            assert len(set(titles)) == len(titles), column.name


def test_no_two_layers_look_or_are_called_the_same():
    layers = LAYER_TYPES.values()
    assert len({layer.style.color for layer in layers}) == len(layers)
    assert len({layer.title.zh for layer in layers}) == len(layers)
    assert len({layer.title.en for layer in layers}) == len(layers)


def test_a_kind_that_is_installed_is_in_every_mapping_that_was_kept():
    layers, facilities = LAYER_TYPES, FACILITY_TYPES
    before = list(layers)
    found = install([_kind(order="65")], stamp="today")
    assert found is installed()
    assert (found.stamp, [kind.id for kind in found.own]) == ("today", ["dog_parks"])
    assert "dog_parks" in layers
    assert list(facilities)[5:8] == ["elder_homes", "dog_parks", "fire_stations"]
    assert len(layers) == len(before) + 1
    assert layer_type("dog_parks").table == "facility_sites"
    assert "dog_parks" in repr(facilities)
    with pytest.raises(UnknownLayerError, match="dog_parks"):
        layer_type("dog_park")
    install([])
    assert list(layers) == before
    assert "dog_parks" not in facilities
    assert installed().own == ()


def test_what_is_installed_takes_the_place_of_what_was():
    install([_kind()])
    install([_kind("cat_cafes", title_zh='"猫咖"', title_en='"Cat cafes"')])
    assert [kind.id for kind in installed().own] == ["cat_cafes"]


def test_a_mapping_can_be_walked_while_kinds_come_and_go():
    seen = []
    for name in LAYER_TYPES:
        seen.append(name)
        install([_kind()] if len(seen) % 2 else [])
    assert len(seen) == 40


def test_facility_types_know_no_other_layer():
    assert "streets" not in FACILITY_TYPES
    with pytest.raises(KeyError):
        FACILITY_TYPES["streets"]


def test_a_shipped_kind_gives_way_to_one_s_own_of_the_same_id_and_store():
    changed = shipped_kinds()["libraries"].text.replace('title_zh = "图书馆"', 'title_zh = "书房"')
    own = parse_kind(changed, "libraries.toml")
    install([own])
    assert layer_type("libraries").title.zh == "书房"
    assert [kind.id for kind in installed().own] == ["libraries"]
    assert len(FACILITY_TYPES) == 32
    assert shipped_kinds()["libraries"].layer.title.zh == "图书馆"


@pytest.mark.parametrize(
    "kind",
    [
        _kind("streets"),
        _kind("compounds"),
        _kind("new_ones", kind='"streets"'),
        # what the six were stored as before is stored so for good
        _kind("new_ones", kind='"police_station"', geometry='"point"'),
        _kind("police_station", geometry='"point"'),
        _kind("new_ones", kind='"libraries"'),
        # one in the place of another is stored where that is
        _kind("libraries", geometry='"polygon"'),
        _kind("libraries", geometry='"point"', kind='"library_of_ours"'),
        _kind("police_stations", geometry='"point"'),
    ],
    ids=lambda kind: f"{kind.id}-{kind.layer.kind}-{kind.layer.geometry}",
)
def test_a_kind_with_a_name_that_is_taken_changes_nothing(kind):
    before = installed()
    with pytest.raises(KindConflictError) as caught:
        install([kind])
    assert installed() is before
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert kind.id in text


def test_two_kinds_of_one_s_own_are_not_stored_as_one():
    two = [_kind(), _kind("hound_parks", kind='"dog_parks"')]
    with pytest.raises(KindConflictError, match="hound_parks"):
        with_kinds({}, two)


@pytest.mark.parametrize("name", ["dog_parks", "宠物乐园", " Dog Parks ", "遛狗场", "DOG RUNS"])
def test_a_layer_is_found_by_what_people_call_it(name):
    install([_kind()])
    assert layer_named(name).id == "dog_parks"


def test_a_name_that_two_layers_have_is_the_name_of_none():
    install([_kind(aliases='["消防队"]')])
    with pytest.raises(UnknownLayerError) as caught:
        layer_named("消防队")
    assert caught.value.details["layer"] == "消防队"
    for language in ("zh", "en"):
        assert "fire_stations, dog_parks" in caught.value.text(language) or (
            "dog_parks, fire_stations" in caught.value.text(language)
        )
    with pytest.raises(UnknownLayerError):
        layer_named("")


def test_names_that_others_have_are_found_with_their_owners():
    shared = shared_names(_kind(aliases='["消防队", "Libraries", "fire_stations", "我们的"]'))
    assert shared == {
        "消防队": ["fire_stations"],
        "Libraries": ["libraries"],
        "fire_stations": ["fire_stations"],
    }
    assert not any(shared_names(kind) for kind in shipped_kinds().values())
