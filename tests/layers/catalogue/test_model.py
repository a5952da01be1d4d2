"""What is asked of a layer type: its columns by name, those of the table and those of its own."""

from layers.catalogue.fixed import FIXED_TYPES
from layers.catalogue.kinds import parse_kind


def test_columns_stand_in_the_table_or_in_the_properties(dog_parks):
    layer = parse_kind(dog_parks, "dog_parks.toml").layer
    assert len(layer.stored) + len(layer.further) == len(layer.columns)
    assert not any(column in layer.further for column in layer.stored)
    assert layer.column("dogs") in layer.further
    assert layer.column("name") in layer.stored
    assert layer.column("cats") is None


def test_facilities_are_told_by_their_table(dog_parks):
    points = dog_parks.replace('"both"', '"point"')
    for text in (dog_parks, points):
        assert parse_kind(text, "dog_parks.toml").layer.is_facility
    assert not any(layer.is_facility for layer in FIXED_TYPES)
