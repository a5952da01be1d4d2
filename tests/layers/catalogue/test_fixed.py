"""The layers that are no facility are what the tables were made for; compounds among them."""

from layers.catalogue.fixed import BOUNDARIES, FIXED_TYPES


def test_each_has_a_table_of_its_name_and_no_column_beside_it():
    for layer in FIXED_TYPES:
        assert (layer.table, layer.kind, layer.further) == (layer.id, None, ())


def test_compounds_are_boundaries_with_people_and_homes():
    compounds = next(layer for layer in FIXED_TYPES if layer.id == "compounds")
    assert (compounds.group, compounds.geometry) == (BOUNDARIES, "polygon")
    for name in ("households", "dwellings", "stalls", "population_resident", "managed"):
        assert compounds.column(name) is not None
    assert "小区" in compounds.title.zh
