"""GDAL on a short leash: its drivers, the choice of a layer, and caps before reading."""

import pyarrow as pa
import pyogrio
import pytest
import shapely

from layers.formats import FileRefusedError, Limits, ReadOptions, gdal, read, write
from layers.formats.refusal import Refusal


def test_every_driver_of_this_build_is_accepted_or_refused_by_name():
    refused = set(gdal.environment()["OGR_SKIP"].split(","))
    assert gdal.open_drivers() <= gdal.ACCEPTED_DRIVERS | refused


def test_the_assertion_names_what_is_open():
    with pytest.raises(RuntimeError, match="OGR_VRT"):
        gdal.require_allow_list()


def test_caps_hold_before_the_rows_are_read(tmp_path, points):
    path = tmp_path / "a.gpkg"
    write(points, path)
    with pytest.raises(FileRefusedError, match="rows"):
        read(path, ReadOptions(limits=Limits(rows=3)))
    with pytest.raises(FileRefusedError, match="columns"):
        read(path, ReadOptions(limits=Limits(columns=2)))


def test_no_driver_is_both_accepted_and_refused():
    refused = set(gdal.environment()["OGR_SKIP"].split(","))
    assert not refused & gdal.ACCEPTED_DRIVERS
    assert {"OGR_VRT", "CSV", "Interlis 1", "MapInfo File"} <= refused


@pytest.mark.parametrize(
    ("layers", "wanted", "chosen"),
    [(["a"], None, "a"), (["a", "b"], "b", "b"), (["街道"], "街道", "街道")],
)
def test_the_only_layer_or_the_wanted_one_is_chosen(layers, wanted, chosen):
    assert gdal.choose_layer(layers, wanted) == chosen


@pytest.mark.parametrize(
    ("layers", "wanted", "code", "values"),
    [
        ([], None, "no_layer", {}),
        ([], "a", "no_layer", {}),
        (["a", "b"], None, "several_layers", {"layers": "a, b"}),
        (["a", "b"], "A", "unknown_layer", {"layer": "A", "layers": "a, b"}),
    ],
)
def test_no_layer_is_chosen_by_guessing(layers, wanted, code, values):
    with pytest.raises(Refusal) as caught:
        gdal.choose_layer(layers, wanted)
    assert (caught.value.code, caught.value.values) == (code, values)


def test_tables_without_geometry_are_no_layers(tmp_path, points):
    path = tmp_path / "a.gpkg"
    points[["name", "geometry"]].to_file(path, layer="点")
    pyogrio.write_dataframe(points[["name"]], path, layer="表", append=True)
    assert gdal.list_layers(path, "GeoPackage", Limits()) == ["点"]


@pytest.mark.parametrize(("rows", "passes"), [(4, True), (3, False)])
def test_as_many_rows_as_the_limit_are_accepted(tmp_path, points, rows, passes):
    write(points, tmp_path / "a.gpkg")
    options = ReadOptions(limits=Limits(rows=rows))
    if passes:
        assert len(read(tmp_path / "a.gpkg", options).frame) == 4
    else:
        with pytest.raises(FileRefusedError, match="limit of 3"):
            read(tmp_path / "a.gpkg", options)


def test_refusals_do_not_repeat_gdals_words(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"no database")
    with pytest.raises(Refusal) as caught:
        gdal.list_layers(path, "GeoPackage", Limits())
    assert (caught.value.code, caught.value.values) == ("damaged", {"format": "GeoPackage"})


@pytest.mark.parametrize(
    ("suffix", "driver"), [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("shp", "ESRI Shapefile")]
)
def test_a_field_called_geometry_is_kept_and_told(tmp_path, suffix, driver):
    """Silent losses: the shapes were put in the place of a field of that name."""
    path = tmp_path / f"a.{suffix}"
    shapes = [shapely.Point(1, 2).wkb, shapely.Point(3, 4).wkb]
    table = pa.table({"name": ["a", "b"], "geometry": ["p", "q"], "geom": shapes})
    pyogrio.write_arrow(
        table, path, driver=driver, geometry_name="geom", geometry_type="Point", crs="EPSG:4326"
    )
    frame, notes = gdal.read_layer(
        path, layer=None, encoding="utf-8", limits=Limits(), format_name=driver
    )
    by_name = frame.sort_values("name")
    assert by_name["geometry_"].tolist() == ["p", "q"]
    assert by_name.geometry.to_wkt().tolist() == ["POINT (1 2)", "POINT (3 4)"]
    assert [(one.field, one.code, one.values["kept"]) for one in notes] == [
        ("geometry", "field_renamed", "geometry_")
    ]


def test_of_a_column_with_names_the_codes_are_read():
    """GDAL writes whole numbers with a list of names as a dictionary: its indices are the codes."""
    names = pa.array([None, "Primary", "Secondary"])
    coded = pa.DictionaryArray.from_arrays(pa.array([1, 2, None], pa.int32()), names)
    assert gdal.whole_codes(pa.chunked_array([coded])) == [1, 2, None]
    assert gdal.whole_codes(pa.chunked_array([pa.array([5, None])])) == [5, None]
