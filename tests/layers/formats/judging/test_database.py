"""GeoPackage: views that never end, cells and shapes that are too long, too many of anything."""

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read, write
from layers.formats.judging import database
from layers.formats.refusal import Refusal
from tests.load import hostile_tables


def refused(path, layer="layer", **limits):
    with pytest.raises(Refusal) as caught:
        database.require_rows(path, layer, Limits(**limits), "GeoPackage")
    return caught.value.code, caught.value.values


def test_a_view_that_never_ends_is_refused_by_its_name(tmp_path):
    path = hostile_tables.geopackage_view(tmp_path)
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    # A newer SQLite counts with fewer steps and comes to the limit of rows before that of steps.
    assert (caught.value.code, caught.value.values) in (
        ("endless_view", {"layer": "endless"}),
        ("too_many_rows", {"limit": Limits().rows}),
    )


def test_a_product_of_tables_is_refused_after_a_bounded_number_of_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_LEAST_STEPS", 1_000_000)
    path = hostile_tables.geopackage_product(tmp_path)
    assert refused(path, "product") == ("endless_view", {"layer": "product"})


def test_a_plain_view_is_read(tmp_path):
    path = hostile_tables._database(tmp_path, "a.gpkg")
    hostile_tables._changed(
        path,
        "CREATE VIEW plain AS SELECT fid, geom, name FROM layer WHERE fid < 3",
        "UPDATE gpkg_contents SET table_name = 'plain', identifier = 'plain'",
        "UPDATE gpkg_geometry_columns SET table_name = 'plain'",
        "DELETE FROM gpkg_ogr_contents",
    )
    assert read(path).frame["name"].tolist() == ["a", "a"]


@pytest.mark.parametrize("size", [70_000, 90_000_000])
def test_a_long_text_is_named_by_row_and_column(tmp_path, size):
    path = hostile_tables._database(tmp_path, "a.gpkg")
    text = f"replace(hex(zeroblob({size // 2})), '0', 'x')"
    grown = f"UPDATE layer SET name = {text} WHERE fid = 2"  # noqa: S608 - ours
    hostile_tables._changed(path, grown)
    code, values = refused(path)
    assert (code, values["row"], values["column"]) == ("cell_too_long", 2, "name")


def test_a_huge_shape_is_named_by_its_row(tmp_path):
    path = hostile_tables._database(tmp_path, "a.gpkg")
    hostile_tables._changed(path, "UPDATE layer SET geom = zeroblob(70000000) WHERE fid = 3")
    assert refused(path) == ("shape_too_large", {"row": 3, "limit": 64})


def test_rows_columns_cells_and_bytes_are_bounded(tmp_path, points):
    path = tmp_path / "a.gpkg"
    write(points, path)  # 4 rows; fid, geom and 5 columns
    assert refused(path, "a", rows=3)[0] == "too_many_rows"
    assert refused(path, "a", columns=6)[0] == "too_many_columns"
    assert refused(path, "a", cells=27)[0] == "too_many_cells"
    assert refused(path, "a", table_bytes=200)[0] == "table_too_large"
    database.require_rows(path, "a", Limits(rows=4, columns=7, cells=28), "GeoPackage")


def test_layers_are_counted_before_any_is_opened(tmp_path, points):
    write(points, tmp_path / "a.gpkg")
    with pytest.raises(FileRefusedError, match="1 layers, more than the limit of 0"):
        read(tmp_path / "a.gpkg", ReadOptions(limits=Limits(layers=0)))


def test_a_shape_that_promises_four_billion_rings_is_damaged(tmp_path):
    with pytest.raises(FileRefusedError) as caught:
        read(hostile_tables.geopackage_shape(tmp_path))
    assert caught.value.code == "damaged"


def test_what_is_no_database_is_damaged(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 500)
    assert refused(tmp_path / "a.gpkg")[0] == "damaged"
    with pytest.raises(Refusal):
        database.require_schema(tmp_path / "a.gpkg", Limits(), "GeoPackage")


def test_a_message_that_cannot_be_decoded_is_damage(tmp_path, points):
    """Kind: a library quotes bytes of a damaged file, and fails over its own sentence."""
    path = tmp_path / "a.gpkg"
    write(points, path)
    damaged = path.read_bytes().replace(
        b"CREATE TABLE gpkg_contents", b"CREATE TABLE \xe0pkg_contents"
    )
    path.write_bytes(
        damaged.replace(b"CREATE TABLE gpkg_extensions", b"CREATE \xd2ABLE gpkg_extensions")
    )
    assert refused(path)[0] == "damaged"
