"""The layer types: thirteen, told apart by id and kind, each with columns a form can show."""

import re

import pytest

from layers.catalogue import FACILITY_TYPES, LAYER_TYPES, layer_type
from layers.errors import UnknownLayerError

TYPES = pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=LAYER_TYPES)
POLYGONS = {"subdistricts", "communities", "green_spaces", "land_use", "buildings"}


def test_there_are_thirteen_and_each_is_found_by_its_id():
    assert len(LAYER_TYPES) == 13
    assert all(layer_type(name).id == name for name in LAYER_TYPES)


@pytest.mark.parametrize("name", ["", "Streets", "parks"])
def test_an_unknown_id_names_the_accepted_ones(name):
    with pytest.raises(UnknownLayerError) as caught:
        layer_type(name)
    assert caught.value.details["layer"] == name
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert all(known in text for known in LAYER_TYPES)


def test_facilities_share_one_table_and_differ_by_kind():
    kinds = [layer.kind for layer in FACILITY_TYPES.values()]
    assert len(kinds) == len(set(kinds)) == 6
    assert None not in kinds
    for layer in LAYER_TYPES.values():
        assert layer.is_facility == (layer.kind is not None) == (layer.table == "facilities")
        assert layer.is_facility or layer.table == layer.id


@TYPES
def test_geometry_fits_what_the_layer_is(layer):
    others = {"streets": "line", "population_cells": "point_or_polygon"}
    expected = "polygon" if layer.id in POLYGONS else others.get(layer.id, "point")
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
    assert len({layer.style.color for layer in layers}) == 13
    assert len({layer.title.zh for layer in layers}) == 13
    assert len({layer.title.en for layer in layers}) == 13
