import pytest
from sqlalchemy import Connection, text

from layers.catalogue import LAYER_TYPES, SITES_TABLE, LayerType
from layers.postgis.tables import GEOMETRY_TYPES, LAYER_TABLES, metadata, owned_by, table_of

BY_ID = pytest.mark.parametrize("layer", LAYER_TYPES.values(), ids=LAYER_TYPES)


@BY_ID
def test_every_column_of_the_catalogue_has_its_typed_column(layer: LayerType) -> None:
    kinds = {"text": str, "integer": int, "number": float, "boolean": bool}
    assert layer.is_facility or not layer.further
    for column in layer.stored:
        stored = table_of(layer).c[column.name]
        assert stored.nullable is not column.required
        if column.kind in kinds:
            assert stored.type.python_type is kinds[column.kind]


@BY_ID
def test_every_layer_can_be_read_by_its_id(connection: Connection, layer: LayerType) -> None:
    """QGIS lists tables and views by name: each layer id is one of them."""
    found = connection.execute(
        text("SELECT type, srid FROM geometry_columns WHERE f_table_name = :name"),
        {"name": layer.id},
    ).one()
    assert (found.type, found.srid) == (GEOMETRY_TYPES[layer.geometry], 4326)


def test_kinds_of_facilities_share_two_tables_and_differ_by_kind() -> None:
    facilities = [layer for layer in LAYER_TYPES.values() if layer.is_facility]
    for layer in facilities:
        assert table_of(layer).name == ("facilities" if layer.geometry == "point" else SITES_TABLE)
    conditions = {
        str(owned_by(one, 1).compile(compile_kwargs={"literal_binds": True})) for one in facilities
    }
    assert len(conditions) == len(facilities) == 32


def test_the_tables_are_those_of_the_design() -> None:
    own = {"areas", "layers", "changes", "history", "rasters", "scenarios", "kinds"}
    own |= {"area_versions", "raster_versions", "scenario_revisions"}
    assert set(metadata.tables) == own | set(LAYER_TABLES)
    assert set(LAYER_TABLES) == {
        "subdistricts",
        "communities",
        "compounds",
        "facilities",
        "facility_sites",
        "green_spaces",
        "land_use",
        "buildings",
        "streets",
        "population_cells",
    }
