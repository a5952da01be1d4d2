"""Every file of the load test is refused for its own reason, in both languages, and soon."""

import time

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read
from layers.formats.isolation.isolated import read_isolated, read_osm_isolated
from tests.load import hostile_formats, hostile_shapes, hostile_tables

# those of the judges of single formats are tried beside these
CODES = {
    "csv_columns": "too_many_columns",
    "csv_line": "row_too_long",
    "csv_quote": "row_too_long",
    "csv_nul": "unknown_format",
    "csv_empty_rows": "too_many_rows",
    "csv_commas": "too_many_rows",
    "geojson_keys": "too_many_columns",
    "geojson_key_twice": "key_twice",
    "geojson_text": "cell_too_long",
    "geojson_lists": "too_many_values",
    "geojson_sparse": "too_many_cells",
    "kml_entities": "xml_entities",
    "kml_folders": "too_many_layers",
    "kml_text": "cell_too_long",
    "flatgeobuf_count": "too_many_rows",
    "flatgeobuf_columns": "too_many_columns",
    "shapefile_records": "records_missing",
    "shapefile_fields": "too_many_columns",
    "shapefile_index": "too_many_rows",
    "archive_twice": "archive_twice",
    "archive_ratio": "archive_ratio",
    "archive_nested": "archive_nested",
    "kmz_bomb": "archive_ratio",
    "kmz_documents": "archive_entries",
    "kmz_lies": "damaged",
    "gdb_rows": "damaged",
    "topojson_nested": "too_deep",
    "topojson_shared": "too_many_vertices",
    "gml_entities": "xml_entities",
    "gml_outside": "xml_entities",
    "gml_columns": "too_many_columns",
    "gml_classes": "too_many_layers",
    "gml_text": "cell_too_long",
    "gml_systems": "crs_mixed",
    "lines_deep": "too_deep",
    "lines_many": "too_many_rows",
}
FILES = {**hostile_tables.FILES, **hostile_shapes.LAYERS, **hostile_formats.FILES}
SECONDS = 12  # of processor time, the least that a file gets


@pytest.mark.parametrize("name", CODES)
def test_a_hostile_file_is_refused_for_its_reason(tmp_path, name):
    path = FILES[name](tmp_path)
    limits = Limits().for_size(path.stat().st_size)
    started = time.process_time()
    with pytest.raises(FileRefusedError) as caught:
        read(path, ReadOptions(limits=limits))
    assert time.process_time() - started < SECONDS
    assert caught.value.code == CODES[name]
    for language in ("en", "zh"):
        text = caught.value.text(language)
        assert path.name in text
        assert str(tmp_path) not in text
        assert len(text) < 500


def test_a_text_of_nul_below_a_heading_is_no_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\n" + b"a,116.4,39.9\n" * 500 + b"\0")
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "damaged"


@pytest.mark.slow
def test_a_word_that_all_places_of_an_extract_share_counts_in_each(tmp_path):
    with pytest.raises(FileRefusedError) as caught:
        read_osm_isolated(hostile_shapes.osm_tags(tmp_path), None)
    assert caught.value.code in {"table_too_large", "memory", "archive_ratio"}


def test_a_name_longer_than_any_in_an_extract_is_damage(tmp_path):
    with pytest.raises(FileRefusedError) as caught:
        read_osm_isolated(hostile_shapes.osm_text(tmp_path), None)
    assert caught.value.code == "damaged"


def test_the_child_refuses_a_word_of_a_megabyte_before_the_asker_sees_it(tmp_path):
    path = hostile_tables.parquet_dictionary(tmp_path)
    with pytest.raises(FileRefusedError, match="row 1, column 'name': the cell has 977 kB"):
        read_isolated(path)
