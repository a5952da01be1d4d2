"""Tables as statistical offices write them: groups, units, numbers, totals around the headings."""

import pytest

from layers.catalogue import LAYER_TYPES
from layers.formats import FileRefusedError, ReadOptions, read, write
from layers.intake.examine import IntakeContext, examine
from tests.builders.frames import lonlat_frame
from tests.builders.sheets import table, text_table

NAMES = ["名称", "经度", "纬度", "建筑面积"]
ROWS = [["站0", 116.394, 39.922, 100], ["站1", 116.404, 39.913, 101]]
BOTH = pytest.mark.parametrize("suffix", ["csv", "xlsx"])


HEADS = ["名称", "经度", "纬度", "建筑面积", "用地面积"]


def _codes(layer):
    return [note.code for note in layer.notes]


def _examined(path, **options):
    kind = LAYER_TYPES["health_centers"]
    return examine(path, kind, IntakeContext(), ReadOptions(**options))


AREAS = [["序号", "名称", "位置", None, "规模", None],
         [None, None, "经度", "纬度", "建筑面积", "用地面积"]]  # fmt: skip
UNITS = [None, None, "°", "°", "公顷", "㎡"]
SITES = [[1, "甲", 116.40, 39.90, 0.12, 300], [2, "乙", 116.41, 39.91, 0.2, 150]]
MERGED = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]
CHOSEN = pytest.mark.parametrize("rows", [None, "1-2", "1-3"])


def _areas(path, **options):
    found = _examined(path, **options)
    assert not found.refused, [one.text("en") for one in found.problems]
    frame = found.frame
    return frame["floor_area_m2"].tolist(), frame["site_area_m2"].tolist()


@BOTH
@CHOSEN
@pytest.mark.parametrize("merged", [MERGED, []])
def test_units_below_groups_and_headings_scale_their_columns(tmp_path, suffix, rows, merged):
    """The kind: the unit hid the name below a group: 0.12 公顷 of 规模/建筑面积 are 1,200 m2."""
    path = table(tmp_path / f"a.{suffix}", [*AREAS, UNITS, *SITES], merged)
    assert _areas(path, heading_row=rows) == ([1200, 2000], [300, 150])


@BOTH
@pytest.mark.parametrize("rows", [None, "1-2", "1-3"])
def test_units_below_parts_of_headings(tmp_path, suffix, rows):
    """The kind: a place named in the first of three rows; `the coordinate '°' is not a number`."""
    heads = [["名称", "经度", "纬度", "规模", None], [None, None, None, "建筑面积", "用地面积"]]
    path = table(tmp_path / f"a.{suffix}", [*heads, UNITS[1:], SITES[0][1:]])
    assert _areas(path, heading_row=rows) == ([1200], [300])


@BOTH
def test_units_below_three_rows_of_headings(tmp_path, suffix):
    """The kind: of three names only the lowest was tried: 概况/建筑/面积 is 建筑面积."""
    rows = [["名称", "位置", None, "概况", None, None],
            [None, "经度", "纬度", "建筑", None, "用地"],
            [None, None, None, "面积", "层数", "面积"], [None, "°", "°", "公顷", "层", "亩"],
            ["甲", 116.4, 39.9, 0.12, 3, 3]]  # fmt: skip
    merged = ["A1:A3", "B1:C1", "D1:F1", "D2:E2", "B2:B3", "C2:C3"]
    path = table(tmp_path / f"a.{suffix}", rows, merged)
    assert _areas(path) == ([1200], [2000])
    assert _areas(path, heading_row="1-3") == ([1200], [2000])


@BOTH
@pytest.mark.parametrize(
    "cells",
    [["—", "—", "—", "公顷", "平方公里"], ["单位", "度", "度", "（公顷）", "【平方公里】"],
     ["计量单位", None, None, "单位：公顷", "km²"], [None, "°", "°", "ha", "平方千米"]],
)  # fmt: skip
def test_rows_of_units_as_they_are_written(tmp_path, suffix, cells):
    rows = [HEADS, cells, ["甲", 116.4, 39.9, 0.12, 0.5]]
    path = table(tmp_path / f"a.{suffix}", rows)
    assert _areas(path) == _areas(path, heading_row="1") == ([1200], [500_000])
    told = [one for one in _examined(path).problems if one.code == "headings_joined"]
    unit = cells[4].strip("【】")
    assert str(told[0].values["names"]).endswith(f"）, 用地面积（{unit}）")


@BOTH
@pytest.mark.parametrize("merged", [["A1:A2", "B1:C1", "D1:E1"], []])
def test_the_unit_of_a_group_is_that_of_its_columns(tmp_path, suffix, merged):
    """The kind: `规模（公顷）` over 建筑面积, read as square meters without a word."""
    lower = ["经度", "纬度", "建筑面积", "用地面积（㎡）"]
    groups = ["名称", "位置（度）", None, "规模（公顷）", None]
    rows = [groups, [None, *lower], SITES[0][1:]]
    assert _areas(table(tmp_path / f"a.{suffix}", rows, merged)) == ([1200], [300])
    alone = [[None, None, None, *groups[3:]], ["名称", *lower], SITES[0][1:]]
    assert _areas(table(tmp_path / f"b.{suffix}", alone, merged[2:])) == ([1200], [300])


@BOTH
def test_what_was_multiplied_is_told(tmp_path, suffix):
    """The kind: 0.12 that became 1,200 without a word."""
    path = table(tmp_path / f"a.{suffix}", [*AREAS, UNITS, *SITES], MERGED)
    (told,) = [one for one in _examined(path).problems if one.code == "heading_unit_converted"]
    assert told.field == "建筑面积（公顷）"
    assert told.severity == "repaired"
    assert "'公顷'" in told.text("en")
    assert "multiplied by 10,000, to m2" in told.text("en")
    assert "已乘以 10,000" in told.text("zh")


@BOTH
def test_a_row_with_too_many_cells_is_named_with_its_mend(tmp_path, suffix):
    path = table(tmp_path / f"a.{suffix}", [["某表"], NAMES, [*ROWS[0], "x", 5]])
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    said = caught.value.text("en")
    assert "row 3 has 6 cells, the heading row 4: too many: x 5;" in said
    mends = {"csv": "in quotation marks", "xlsx": "write headings over the columns E–F"}
    assert mends[suffix] in said


@BOTH
def test_an_angle_that_is_none_says_why(tmp_path, suffix):
    cells = [["a", "116d24m0s", "39d60m0s"], ["b", "200°", "39.9"], ["c", "116.4", "-39°N"]]
    found = _examined(table(tmp_path / f"a.{suffix}", [["名称", "经度", "纬度"], *cells]))
    assert [(one.row, one.code) for one in found.problems if one.severity == "error"] == [
        (1, "coordinates_sixty"), (2, "coordinates_beyond"), (3, "coordinates_halves")
    ]  # fmt: skip
    both = [["名称", "坐标"], ["a", "39°60′N 116°24′E"], ["b", "39°N 116°E"]]
    found = _examined(table(tmp_path / f"b.{suffix}", both))
    assert [one.code for one in found.problems if one.severity == "error"] == ["coordinates_sixty"]


@BOTH
@pytest.mark.parametrize("numbers", [["1", "2", "3", "4", "5", "6"], ["(1)", *"甲乙丙丁戊"], None])
def test_headings_of_several_rows_that_come_again(tmp_path, suffix, numbers):
    """The kind: headings of the next page; 1, 2, 3 was a place at longitude 2 in it."""
    if numbers and numbers[0] == "(1)":
        numbers = ["甲", *(f"({at})" for at in range(1, 6))]
    heads = [*AREAS, *([numbers] if numbers else []), UNITS]
    rows = [*heads, SITES[0], *heads, SITES[1]]
    path = table(tmp_path / f"a.{suffix}", rows)
    assert _areas(path) == _areas(path, heading_row="1-2") == ([1200, 2000], [300, 150])
    (told,) = [one for one in _examined(path).problems if one.code == "rows_no_data"]
    assert told.values["count"] == (5 if numbers else 3)


def test_a_merged_unit_is_that_of_its_columns_and_one_beside_none_is_told(tmp_path):
    """The kind: 公顷 under two areas, of which the second was read as square meters."""
    rows = [*AREAS, [None, None, "°", None, "公顷", None], *SITES]
    merged = [*MERGED, "C3:D3", "E3:F3"]
    assert _areas(table(tmp_path / "a.xlsx", rows, merged)) == ([1200, 2000], [3e6, 1.5e6])
    path = table(tmp_path / "a.csv", rows)
    assert _areas(path) == ([1200, 2000], [300, 150])
    (told,) = [one for one in _examined(path).problems if one.code == "unit_beside"]
    assert (told.values["name"], told.values["unit"]) == ("规模用地面积", "公顷")
    assert "公顷" in told.mend("zh")


def test_line_ends_within_words_and_units_of_headings(tmp_path):
    """The kind: `公`, line end, `顷` was no unit, and the names reported took several lines."""
    rows = [["名 称", "位\n置", None, "规\n模", None],
            [None, "经\n度", "纬\n度", "建筑\n面积", "用地\n面积"],
            [None, "°", "°", "公\n顷", "亩"], ["甲", 116.4, 39.9, 0.12, 3]]  # fmt: skip
    path = table(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:C1", "D1:E1"])
    assert _areas(path) == ([1200], [2000])
    told = _examined(path).problems[0].text("en")
    assert "joined: 名称, 经度, 纬度, 规模建筑面积（公顷）, 规模用地面积（亩）" in told


@BOTH
def test_of_meters_and_degrees_it_is_told_which_were_taken(tmp_path, suffix):
    """The kind: a second pair in meters that was left without a word."""
    heads = [["名称", "CGCS2000坐标", None, "WGS84坐标", None], [None, "X", "Y", "经度", "纬度"]]
    layer = read(
        table(tmp_path / f"a.{suffix}", [*heads, ["甲", 4418000.1, 448000.2, 116.4, 39.9]])
    )
    assert layer.frame.geometry.x.tolist() == [116.4]
    (told,) = [one for one in layer.notes if one.code == "coordinates_chosen"]
    assert told.values["other"] == "'CGCS2000坐标X,CGCS2000坐标Y'"


def test_thousands_in_degrees_are_none_whatever_the_group(tmp_path):
    """The kind: `116,400` under 入口/经度, asked about because only 经度 was known for degrees."""
    heads = [["名称", "入口", None, "中心", None], TWICE]
    path = table(tmp_path / "a.xlsx", [*heads, ["甲", "116,400", "39,900", "116.5", "39.8"]])
    assert read(path).frame.geometry.x.tolist() == [116.4]


def test_two_units_of_one_column_are_told(tmp_path):
    rows = [
        ["名称", "经度", "纬度", "建筑面积（㎡）"],
        [None, "°", "°", "公顷"],
        ["甲", 116.4, 39.9, 5],
    ]
    found = _examined(table(tmp_path / "a.csv", rows))
    (told,) = [one for one in found.problems if one.code == "heading_unit_unknown"]
    assert told.values["unit"] == "m2;公顷"
    assert found.frame["floor_area_m2"].tolist() == [5]
    rows[1][3] = "m²"
    assert not [
        one
        for one in _examined(table(tmp_path / "b.csv", rows)).problems
        if one.code == "heading_unit_unknown"
    ]


@BOTH
@pytest.mark.parametrize("first", ["甲", "—", "栏次", "(1)"])
@pytest.mark.parametrize(
    "total", [["合计", None, None, 0.32, 450], ["合　计", "—", "—", 0.32, 450]]
)
def test_numbers_units_and_totals_below_the_headings(tmp_path, suffix, first, total):
    """The kind: a row of numbers or a total hid the row of units, and 0.12 公顷 were 0.12 m2."""
    numbers = [first, *(f"({at})" for at in range(1 + (first == "(1)"), 5 + (first == "(1)")))]
    heads = [HEADS, numbers, UNITS[1:], total]
    data = [one[1:] for one in SITES]
    path = table(tmp_path / f"a.{suffix}", [*heads, *data])
    assert _areas(path) == _areas(path, heading_row="1") == ([1200, 2000], [300, 150])
    (told,) = [one for one in _examined(path).problems if one.code == "rows_no_data"]
    assert told.values["count"] == 2
    assert f"row 2 '{first} " in told.text("en")
    swapped = table(tmp_path / f"b.{suffix}", [heads[0], heads[2], numbers, *data, total])
    assert _areas(swapped) == _areas(swapped, heading_row="1-3") == ([1200, 2000], [300, 150])


@BOTH
def test_a_row_that_numbers_the_columns_above_the_headings(tmp_path, suffix):
    rows = [[1, 2, 3, 4], NAMES, *ROWS]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert layer.frame["名称"].tolist() == ["站0", "站1"]
    assert _codes(layer) == ["headings_found"]


@BOTH
@pytest.mark.parametrize("rows", [None, "1", "1-2"])
def test_parts_of_angles_below_their_axis(tmp_path, suffix, rows):
    """The kind: 经度 over 度, 分, 秒, refused as a row of the wrong length."""
    path = table(
        tmp_path / f"a.{suffix}",
        [["名称", "经度", None, None, "纬度", None, None], [None, *["度", "分", "秒"] * 2],
         ["甲", 116, 24, 0, 39, 54, 36]],
    )  # fmt: skip
    (point,) = read(path, ReadOptions(heading_row=rows)).frame.geometry
    assert (point.x, point.y) == pytest.approx((116.4, 39.91))


TWICE = [None, "经度", "纬度", "经度", "纬度"]
APART = ["甲", 116.406, 39.9013, 116.40, 39.90]


@BOTH
@pytest.mark.parametrize("rows", [None, "1-2"])
@pytest.mark.parametrize(
    ("groups", "taken"),
    [(("原坐标", "WGS84坐标"), 1), (("采集（GPS）", "原坐标"), 0),
     (("GCJ-02", "大地坐标（CGCS2000）"), 1), (("原坐标", "新坐标"), 0)],
)  # fmt: skip
def test_of_two_groups_the_datum_chooses_and_the_other_has_an_option(
    tmp_path, suffix, rows, groups, taken
):
    """The kind: two pairs of coordinates of which the first won, without its group's name."""
    heads = [["名称", groups[0], None, groups[1], None], TWICE]
    path = table(tmp_path / f"a.{suffix}", [*heads, APART], ["A1:A2", "B1:C1", "D1:E1"])
    layer = read(path, ReadOptions(heading_row=rows))
    x = [116.406, 116.40]
    option = f"{groups[1 - taken]}经度,{groups[1 - taken]}纬度"
    assert layer.frame.geometry.x.tolist() == [x[taken]]
    (told,) = [one for one in layer.notes if one.code == "coordinates_chosen"]
    assert told.values["taken"] == f"{groups[taken]}经度, {groups[taken]}纬度"
    assert f"--coordinates '{option}'" in told.mend("en")
    assert f"--coordinates '{option}'" in told.mend("zh")
    chosen = read(path, ReadOptions(heading_row=rows, coordinates=option))
    assert chosen.frame.geometry.x.tolist() == [x[1 - taken]]
    assert "coordinates_chosen" not in _codes(chosen)


@BOTH
def test_columns_of_two_groups_are_never_mixed(tmp_path, suffix):
    """The kind: the first longitude with the first latitude, of another pair."""
    heads = [["名称", "经度", None, "纬度", None], [None, "原", "新", "新", "原"]]
    rows = [*heads, ["甲", 116.406, 116.40, 39.90, 39.9013]]
    (point,) = read(table(tmp_path / f"a.{suffix}", rows)).frame.geometry
    assert (point.x, point.y) == (116.406, 39.9013)
    heads[1] = [None, "WGS84", "GCJ02", "GCJ02", "WGS84"]
    rows[2] = ["甲", 116.40, 116.406, 39.9013, 39.90]
    (point,) = read(table(tmp_path / f"b.{suffix}", rows)).frame.geometry
    assert (point.x, point.y) == (116.40, 39.90)


def test_the_offset_of_a_chosen_group_is_stated_and_undone(tmp_path):
    heads = [["名称", "高德坐标", None, "WGS84坐标", None], TWICE]
    path = table(tmp_path / "a.csv", [*heads, APART])
    layer = read(path, ReadOptions(coordinates="高德坐标经度，高德坐标纬度"))
    (stated,) = [one for one in layer.notes if one.code == "datum_stated"]
    assert stated.values["option"] == "gcj02"


@BOTH
def test_columns_of_any_name_can_be_chosen(tmp_path, suffix):
    rows = [["名称", "中心东", "中心,北", "lon", "lat"], ["甲", 116.4, 39.9, 1, 2]]
    if suffix == "csv":
        rows[0][2] = '"中心,北"'
    path = table(tmp_path / f"a.{suffix}", rows)
    layer = read(path, ReadOptions(coordinates="中心东,中心,北"))
    assert layer.frame.geometry.x.tolist() == [116.4]
    with pytest.raises(FileRefusedError, match="中心东, 中心,北, lon, lat") as caught:
        read(path, ReadOptions(coordinates="lon,Lät"))
    assert caught.value.code == "coordinates_not_there"
    write(lonlat_frame([], name=[]), tmp_path / "a.geojson")
    with pytest.raises(FileRefusedError, match="--coordinates is for tables"):
        read(tmp_path / "a.geojson", ReadOptions(coordinates="lon,lat"))


@BOTH
def test_headings_with_line_ends_wide_spaces_and_units(tmp_path, suffix):
    """The kind: 经度（度） and 建筑面积/公顷 were no columns that are known."""
    heads = ["名　称", "经　度（度）", "纬 度（°）", "建筑面积/公顷", "用地面积（单位：亩）"]
    path = table(tmp_path / f"a.{suffix}", [heads, ["甲", 116.4, 39.9, 0.12, 3]])
    assert _areas(path) == ([1200], [2000])
    lines = [one.replace("（", "\n（").replace("/", "\n") for one in heads]
    if suffix == "csv":
        lines = [f'"{one}"' for one in lines]
    path = table(tmp_path / f"b.{suffix}", [lines, ["甲", 116.4, 39.9, 0.12, 3]])
    assert _areas(path) == ([1200], [2000])


def test_a_unit_in_the_brackets_of_a_title_is_told(tmp_path):
    layer = read(text_table(tmp_path / "a.csv", [["各站面积（公顷）"], NAMES, *ROWS]))
    (told,) = [note for note in layer.notes if note.code == "unit_in_words"]
    assert told.values["unit"] == "公顷"


def test_an_offset_that_is_asked_for_does_not_contradict_a_group_that_names_none(tmp_path):
    """The kind: the option for the other pair, taken for a datum that the headings state."""
    heads = [["名称", "原坐标", None, "新坐标", None], TWICE]
    path = table(tmp_path / "a.xlsx", [*heads, APART], ["A1:A2", "B1:C1", "D1:E1"])
    found = _examined(path, crs="gcj02")
    assert not found.refused
    (point,) = found.frame.geometry
    # GCJ-02 undone: about 510 m west and 150 m south in central Beijing
    assert (point.x, point.y) == pytest.approx((116.400, 39.900), abs=2e-3)
