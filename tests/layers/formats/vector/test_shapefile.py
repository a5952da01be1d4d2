"""Shapefiles as they come: with parts missing, in GBK without saying so, zipped anyhow."""

import shutil
import struct
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.formats import FileRefusedError, ReadOptions, read, write
from layers.formats.vector.shapefile import field_names

LANGUAGE_DRIVER = 29


@pytest.fixture
def loose(tmp_path):
    """A loose Shapefile in GBK that does not state its encoding."""
    folder = tmp_path / "数据"
    folder.mkdir()
    frame = gpd.GeoDataFrame(
        {"名称": ["东四社区", "安定门"], "人口": [10, 20]},
        geometry=shapely.points([[116.4, 39.9], [116.5, 39.8]]),
        crs=4490,
    )
    path = folder / "社区.shp"
    frame.to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[LANGUAGE_DRIVER] = 0
    path.with_suffix(".dbf").write_bytes(table)
    return path


def _names(layer):
    return layer.frame["名称"].tolist()


def test_gbk_without_any_statement_is_read_and_said(loose):
    layer = read(loose)
    assert _names(layer) == ["东四社区", "安定门"]
    assert (layer.encoding, [note.code for note in layer.notes]) == (
        "gb18030",
        ["encoding_guessed"],
    )
    assert layer.frame.crs.to_epsg() == 4490


def test_the_language_driver_is_believed(loose):
    table = bytearray(loose.with_suffix(".dbf").read_bytes())
    table[LANGUAGE_DRIVER] = 0x4D
    loose.with_suffix(".dbf").write_bytes(table)
    layer = read(loose)
    assert (_names(layer), layer.notes) == (["东四社区", "安定门"], [])


def test_the_user_has_the_last_word(loose):
    assert read(loose, ReadOptions(encoding="GBK")).notes == []
    with pytest.raises(FileRefusedError, match="not utf-8 text"):
        read(loose, ReadOptions(encoding="utf-8"))
    with pytest.raises(FileRefusedError, match="no encoding 'klingon'"):
        read(loose, ReadOptions(encoding="klingon"))


def test_a_false_cpg_is_found_out(loose):
    loose.with_suffix(".cpg").write_text("UTF-8")
    layer = read(loose)
    assert _names(layer) == ["东四社区", "安定门"]
    assert [note.code for note in layer.notes] == ["encoding_disbelieved"]


def test_a_missing_index_is_rebuilt(loose):
    whole = read(loose).frame.geometry
    loose.with_suffix(".shx").unlink()
    assert read(loose).frame.geometry.equals(whole)


def test_a_missing_table_leaves_the_shapes(loose):
    loose.with_suffix(".dbf").unlink()
    frame = read(loose).frame
    assert list(frame.columns) == ["geometry"]
    assert len(frame) == 2


def test_a_missing_projection_leaves_the_crs_open(loose):
    loose.with_suffix(".prj").unlink()
    assert read(loose).frame.crs is None


def test_parts_with_suffixes_in_capitals_are_found(loose):
    for part in list(loose.parent.iterdir()):
        part.rename(part.with_suffix(part.suffix.upper()))
    assert _names(read(loose.with_suffix(".SHP"))) == ["东四社区", "安定门"]


def test_a_part_alone_is_refused_with_the_way_out(loose):
    with pytest.raises(FileRefusedError, match=r"zip \.shp"):
        read(loose.with_suffix(".dbf"))


def _zip(loose, target, folder):
    with zipfile.ZipFile(target, "w") as archive:
        for part in loose.parent.iterdir():
            archive.write(part, f"{folder}{part.name}")
        archive.writestr("__MACOSX/._社区.shp", b"x")
    return target


def test_a_zip_may_hold_folders_and_other_files(loose, tmp_path):
    path = _zip(loose, tmp_path / "a.zip", "市/区/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("说明.txt", "x")
    layer = read(path)
    assert _names(layer) == ["东四社区", "安定门"]
    members = [note.values.get("member") for note in layer.notes]  # noqa: PD011 - no frame
    assert members == ["说明.txt", None]


def test_of_several_shapefiles_one_must_be_named(loose, tmp_path):
    path = _zip(loose, tmp_path / "a.zip", "")
    for part in loose.parent.iterdir():
        shutil.copy(part, tmp_path / f"街道{part.suffix}")
    with zipfile.ZipFile(path, "a") as archive:
        for part in tmp_path.glob("街道.*"):
            archive.write(part, part.name)
    with pytest.raises(FileRefusedError, match=r"several layers: .*街道"):
        read(path)
    assert len(read(path, ReadOptions(layer_name="街道")).frame) == 2
    with pytest.raises(FileRefusedError, match="no '河流'"):
        read(path, ReadOptions(layer_name="河流"))


def test_measures_are_dropped_with_a_note(tmp_path):
    # ESRI Shapefile Technical Description (1998): one record of PointM, type 21
    shape = struct.pack("<i3d", 21, 1.0, 2.0, 9.0)
    record = struct.pack(">2i", 1, len(shape) // 2) + shape
    box = struct.pack("<8d", 1, 2, 1, 2, 0, 0, 9, 9)
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(record)) // 2)
    path = tmp_path / "a.shp"
    path.write_bytes(head + struct.pack("<2i", 1000, 21) + box + record)
    layer = read(path)
    assert layer.frame.geometry.to_wkt().tolist() == ["POINT (1 2)"]
    assert [note.code for note in layer.notes] == ["geometry_dimension"]


def test_field_names_are_short_ascii_and_told(tmp_path, points):
    path = tmp_path / "东城.zip"
    write(points.rename(columns={"population": "population_resident"}), path)
    with zipfile.ZipFile(path) as archive:
        names = archive.read("fields.csv").decode("utf-8-sig").split()
        assert archive.read("东城.cpg") == b"UTF-8"
    assert names[0] == "field,name,kind"
    assert "F02,population_resident,number" in names
    assert "F05,备注,text" in names


def test_a_shapefile_gives_back_its_names_and_rare_characters(tmp_path, points):
    """The kind: `population` came back as F07, and characters beyond GBK as none."""
    path = tmp_path / "东城.zip"
    told = points.assign(
        备注="𠮷野家龘𡈽", population_resident=[float(n) for n in range(len(points))]
    )
    write(told, path)
    back = read(path, ReadOptions())
    assert {"备注", "population_resident"} <= set(back.frame.columns)
    assert back.frame["备注"].tolist() == ["𠮷野家龘𡈽"] * len(points)
    assert [note.code for note in back.notes] == []
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "loose")
    loose = read(tmp_path / "loose" / "东城.shp", ReadOptions())
    assert set(loose.frame.columns) == set(back.frame.columns)


@pytest.mark.parametrize("page", ["a,b\nF02,x", "field,name\nF02,name\nF03,name", ""])
def test_a_page_that_names_nothing_changes_nothing(tmp_path, points, page):
    path = tmp_path / "a.zip"
    write(points.assign(备注="x"), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, page if name == "fields.csv" else data)
    assert "备注" not in read(path, ReadOptions()).frame.columns


def test_field_names_differ_in_any_case():
    found = field_names(["F02", "名称", "f03", "population_a", "Name", "name"])
    short = [name.lower() for name in found.values()]
    assert len(set(short)) == len(short)
    assert all(len(name) <= 10 and name.isascii() for name in short)


def test_two_fields_of_one_name_are_read(tmp_path, points):
    """Kind: a value that is read again by its name, where the name stands twice."""
    path = tmp_path / "a.shp"
    whole = pd.array([1, None, *range(3, len(points) + 1)], dtype="Int64")
    plain = points[["geometry"]].assign(bedsbeds_1=whole, bedsbeds_2=whole)
    pyogrio.write_dataframe(plain, path)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"bedsbeds_2", b"bedsbeds_1"))
    names = [str(name) for name in read(path, ReadOptions()).frame.columns]
    assert names == ["bedsbeds_1", "bedsbeds_1_2", "geometry"]


def test_shapes_without_records_are_refused(loose):
    """Kind: a row that a reader leaves off in silence (GDAL reads 1 of 3 shapes beside 1 record).

    The records are matched by their place alone: those that are there may be of other shapes.
    """
    table = loose.with_suffix(".dbf")
    count = struct.unpack_from("<I", table.read_bytes(), 4)[0]
    data = bytearray(table.read_bytes())
    struct.pack_into("<I", data, 4, count - 1)
    table.write_bytes(data)
    told = f"has {count - 1} record and .shp {count} shapes: they do not belong together"
    with pytest.raises(FileRefusedError, match=told):
        read(loose)


def test_a_table_that_claims_to_have_no_columns_is_damaged(loose):
    """Kind: columns that a reader leaves off in silence."""
    data = bytearray(loose.with_suffix(".dbf").read_bytes())
    struct.pack_into("<H", data, 8, 0)
    loose.with_suffix(".dbf").write_bytes(data)
    with pytest.raises(FileRefusedError, match="no valid Shapefile"):
        read(loose)
