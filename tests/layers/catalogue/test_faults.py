"""Faults of a file by place and type: each type that the schema can raise has words of its own."""

import pytest
from pydantic import ValidationError

from layers.catalogue import faults
from layers.catalogue.faults import listed, message, place
from layers.catalogue.kinds import KindFile

SOURCE = {"columns": [{"name": "bins"}, {"name": "x", "choices": [{"id": "a"}]}], "aliases": ["b"]}


@pytest.mark.parametrize(
    ("loc", "told"),
    [
        ((), ""),
        (("id",), "id"),
        (("columns",), "columns"),
        (("columns", 1, "kind"), '[[columns]] 2 "x": kind'),
        (("columns", 1, "choices", 0, "id"), '[[columns]] 2 "x": [[choices]] 1 "a": id'),
        (("aliases", 0), "aliases 1"),
        (("symbol", "color"), "symbol.color"),
        (("columns", 7, "kind"), "[[columns]] 8: kind"),
    ],
)
def test_a_place_is_told_as_people_count(loc, told):
    assert place(loc, SOURCE) == told


def test_each_place_is_named_once():
    found = [
        {"type": "int_type", "loc": ("order",), "input": "x"},
        {"type": "float_type", "loc": ("order",), "input": "x"},
    ]
    assert [one.en for one in listed(found, {}, lambda _: [])] == [
        'order: has to be a whole number ("x")'
    ]


def test_every_fault_of_the_schema_has_words_of_its_own():
    """Kind: messages of a library that are shown as they are."""
    bad = [
        {"id": 3, "order": 1.5, "aliases": "x", "symbol": 5, "osm": {"any": [5]}, "columns": [7]},
        {"id": "a", "order": "1", "group": "x", "symbol": {"shape": "x", "color": 1}, "more": 1},
        {"order": -1, "columns": [{"minimum": "0", "kind": 5, "aliases": [5]}]},
        {"order": 10**6, "columns": [{"minimum": float("nan")}], "osm": {"unless": {"a b": []}}},
        {"id": "x" * 61, "aliases": ["x"] * 201, "osm": {"any": [{"a": 3}]}},
    ]
    for mapping in bad:
        with pytest.raises(ValidationError) as caught:
            KindFile.model_validate(mapping)
        for entry in caught.value.errors():
            said = message(entry, lambda _: ["id"])
            assert not said.en.startswith(faults._OTHER.en + " ("), entry
            assert said.zh != said.en
