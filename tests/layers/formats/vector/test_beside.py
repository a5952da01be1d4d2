"""The tables beside a Shapefile: names of fields, and the cells that its parts cannot hold."""

import zipfile

import pytest
import shapely

from layers.formats import read, write
from tests.builders.frames import lonlat_frame

PLACES = shapely.points([[116.4, 39.9], [116.5, 39.8]])


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "a.zip"
    long = "社" * 100  # 300 bytes in UTF-8; a field holds 254
    write(
        lonlat_frame(PLACES, population_resident=[7, 8], note=[long, "b"], share=[0.1, 1 / 3e9]),
        path,
    )
    return path


def _members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_names_long_text_and_small_numbers_come_back(written):
    """Formats of short names: a column became `F07` and was lost without a word."""
    found = read(written)
    assert found.frame["population_resident"].tolist() == [7, 8]
    assert found.frame["note"].tolist() == ["社" * 100, "b"]
    assert found.frame["share"].tolist() == [0.1, 1 / 3e9]
    assert found.notes == []


def test_rare_han_come_back(tmp_path):
    """Characters outside GBK: U+3A5F and U+20BB7 in a name."""
    path = tmp_path / "a.zip"
    write(lonlat_frame(PLACES, name=["㙟塘社区卫生站", "𠮷祥里"]), path)
    assert read(path).frame["name"].tolist() == ["㙟塘社区卫生站", "𠮷祥里"]
    assert _members(path)["a.cpg"] == b"UTF-8"


def test_a_cell_changed_in_the_shapefile_is_not_changed_back(written):
    members = _members(written)
    dbf = members["a.dbf"]
    at = dbf.index("社".encode())
    members["a.dbf"] = dbf[:at] + b"new" + b" " * 251 + dbf[at + 254 :]
    _pack(written, members)
    assert read(written).frame["note"].tolist() == ["new", "b"]


@pytest.mark.parametrize(
    "table", [b"", b"\xff\xfe", b"field,name\nx", b"row,field,held,value\n9\n"]
)
def test_tables_that_say_nothing_change_nothing(written, table):
    members = _members(written) | {"cells.csv": table}
    _pack(written, members)
    assert read(written).frame["note"].tolist() == ["社" * 84, "b"]


def test_without_the_list_the_short_names_stay(written):
    members = {name: data for name, data in _members(written).items() if name[-4:] != ".csv"}
    _pack(written, members)
    assert read(written).frame["F01"].tolist() == [7, 8]
