"""File geodatabases come in zipped, wherever the folder lies in the archive."""

import shutil
import stat
import struct
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from layers.formats import FileRefusedError, ReadOptions, read
from tests.builders.frames import lonlat_frame
from tests.builders.packed import STATIONS, gdb_zip, geodatabase, zip_of


@pytest.mark.parametrize("inside", ["站点.gdb/", "", "交付/2024/站点.gdb/", "x.GDB/", "data/"])
def test_the_place_of_the_folder_in_the_archive_does_not_matter(tmp_path, inside):
    layer = read(gdb_zip(tmp_path / "a.zip", inside=inside))
    assert layer.format == "FileGDB"
    assert layer.frame["name"].tolist() == STATIONS["name"].tolist()
    assert layer.frame.geometry.x.tolist() == pytest.approx([116.4, 116.401], abs=1e-8)
    assert layer.frame.geometry.y.tolist() == pytest.approx([39.9, 39.9], abs=1e-8)
    assert layer.frame.crs.to_epsg() == 4326
    assert layer.notes == []


def test_names_in_capitals_and_with_the_marks_of_windows_are_read(tmp_path):
    files = geodatabase(tmp_path, {"a": STATIONS})
    path = zip_of(
        tmp_path / "a.zip", {f"X.GDB\\{name.upper()}": one for name, one in files.items()}
    )
    assert len(read(path).frame) == 2


def test_of_several_layers_one_is_chosen_as_of_a_geopackage(tmp_path):
    path = gdb_zip(tmp_path / "a.gdb.zip", 站点=STATIONS, 公园=STATIONS.head(1))
    with pytest.raises(FileRefusedError, match="several layers: 站点, 公园"):
        read(path)
    assert len(read(path, ReadOptions(layer_name="公园")).frame) == 1
    with pytest.raises(FileRefusedError, match="no '道路'; there are: 站点, 公园"):
        read(path, ReadOptions(layer_name="道路"))


def test_of_several_geodatabases_a_layer_is_named_with_its_folder(tmp_path):
    first = geodatabase(tmp_path, {"站点": STATIONS})
    second = geodatabase(tmp_path, {"站点": STATIONS.head(1)})
    members = {f"a.gdb/{name}": one for name, one in first.items()}
    members |= {f"b.gdb/{name}": one for name, one in second.items()}
    path = zip_of(tmp_path / "a.zip", members)
    with pytest.raises(FileRefusedError, match=r"several layers: a\.gdb/站点, b\.gdb/站点"):
        read(path)
    assert len(read(path, ReadOptions(layer_name="b.gdb/站点")).frame) == 1


def test_a_projected_geodatabase_keeps_its_system(tmp_path):
    """CGCS2000, Gauss-Kruger at 117 E: what Chinese authorities hand out."""
    path = gdb_zip(tmp_path / "a.gdb.zip", 站点=STATIONS.to_crs(4548))
    frame = read(path).frame
    assert frame.crs.to_epsg() == 4548
    placed = frame.to_crs(4326).geometry
    assert placed.x.tolist() == pytest.approx([116.4, 116.401], abs=1e-7)


def test_curves_become_straight_pieces_and_that_is_told(tmp_path):
    """A shape that is changed on the way in is never changed without a word."""
    arc = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0)  # a half circle
    place = tmp_path / "arc.gdb"
    pyogrio.raw.write(
        place,
        np.array([arc], dtype=object),
        [np.array(["弧"], dtype=object)],
        ["name"],
        layer="arc",
        driver="OpenFileGDB",
        geometry_type="LineString",
        crs="EPSG:3857",
    )
    path = zip_of(
        tmp_path / "a.zip", {f"a.gdb/{one.name}": one.read_bytes() for one in place.iterdir()}
    )
    found = read(path)
    assert [note.code for note in found.notes] == ["geometry_curve"]
    assert found.frame.length.tolist() == pytest.approx([np.pi], rel=1e-3)
    plain = gdb_zip(tmp_path / "b.zip")
    assert read(plain).notes == []


def test_what_stands_beside_the_geodatabase_is_told(tmp_path):
    path = gdb_zip(tmp_path / "a.zip", inside="x.gdb/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("说明.txt", "x")
        archive.writestr("__MACOSX/x.gdb/._gdb", "x")
    notes = read(path).notes
    assert [(note.code, note.values["member"]) for note in notes] == [
        ("member_ignored", "说明.txt")
    ]


def test_a_shapefile_in_the_same_archive_is_not_guessed_away(tmp_path):
    path = gdb_zip(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.shp", b"x")
    with pytest.raises(FileRefusedError, match=r"Shapefile \+ FileGDB"):
        read(path)


def test_the_folder_itself_is_refused_with_the_way_in(tmp_path):
    folder = tmp_path / "站点.gdb"
    folder.mkdir()
    for name, data in geodatabase(tmp_path, {"a": STATIONS}).items():
        (folder / name).write_bytes(data)
    with pytest.raises(FileRefusedError, match="zip the whole folder"):
        read(folder)


def test_a_link_inside_is_refused(tmp_path):
    path = gdb_zip(tmp_path / "a.zip", inside="x.gdb/")
    link = zipfile.ZipInfo("x.gdb/a00000009.freelist")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "archive_link"


@pytest.mark.parametrize("lost", ["a00000004.gdbtable", "a00000009.gdbtable", "a00000009.gdbtablx"])
def test_a_geodatabase_without_one_of_its_tables_is_damaged_and_never_empty(tmp_path, lost):
    files = geodatabase(tmp_path, {"a": STATIONS})
    path = zip_of(tmp_path / "a.zip", {f"x.gdb/{n}": one for n, one in files.items() if n != lost})
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code in {"damaged", "no_layer", "gdb_part"}


def test_two_files_that_differ_in_case_are_one_too_many(tmp_path):
    path = gdb_zip(tmp_path / "a.zip", inside="x.gdb/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.gdb/A00000009.GDBTABLE", b"x")
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "archive_twice"


def test_whole_numbers_and_empty_cells_are_kept(tmp_path):
    frame = lonlat_frame(shapely.points([[116.4, 39.9], [116.5, 39.9]]), n=[2**31 - 1, None])
    frame["n"] = frame["n"].astype("Int32")
    found = read(gdb_zip(tmp_path / "a.zip", a=frame)).frame
    assert found["n"].astype("Int64").tolist()[0] == 2**31 - 1
    assert found["n"].isna().tolist() == [False, True]
    shutil.rmtree(tmp_path / "made.gdb", ignore_errors=True)
