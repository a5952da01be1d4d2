"""Where a table begins. The kind: rows above or below the headings that were taken for them."""

import pytest

from layers.catalogue import LAYER_TYPES
from layers.formats import FileRefusedError, ReadOptions, read, write
from layers.formats.refusal import Refusal
from layers.formats.table.heading_rows import find, needed, place_columns
from layers.intake.examine import IntakeContext, examine
from tests.builders.frames import lonlat_frame
from tests.builders.sheets import sheet, table, text_table

TITLE = ["某区社区卫生服务机构一览表"]
NAMES = ["名称", "经度", "纬度", "建筑面积"]
ROWS = [["站0", 116.394, 39.922, 100], ["站1", 116.404, 39.913, 101]]
TWO = [["名称", "位置", None, "建筑面积"], [None, "经度", "纬度", None], *ROWS]
BOTH = pytest.mark.parametrize("suffix", ["csv", "xlsx"])


def _codes(layer):
    return [note.code for note in layer.notes]


def _examined(path, **options):
    kind = LAYER_TYPES["health_centers"]
    return examine(path, kind, IntakeContext(), ReadOptions(**options))


@BOTH
def test_a_title_over_the_headings_is_told_and_not_read(tmp_path, suffix):
    """The kind: a title was the only heading, and the file was refused for lack of coordinates."""
    layer = read(table(tmp_path / f"a.{suffix}", [TITLE, NAMES, *ROWS]))
    assert layer.frame["名称"].tolist() == ["站0", "站1"]
    assert layer.frame.geometry.x.tolist() == [116.394, 116.404]
    (note,) = layer.notes
    assert note.text("en") == f"headings taken from row 2; above them, and not read: '{TITLE[0]}'"
    assert "第 2 行" in note.text("zh")


@BOTH
def test_blank_rows_and_remarks_above_are_passed(tmp_path, suffix):
    rows = [[None], TITLE, [], ["填报单位：东四街道", None, None, "2024年"], NAMES, *ROWS]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert layer.frame["建筑面积"].tolist() == [100, 101]
    assert layer.notes[0].values["rows"] == "5"
    assert (layer.heading_row, layer.numbers) == (5, None)


@BOTH
def test_rows_are_named_as_the_file_numbers_them(tmp_path, suffix):
    """The kind: a row that is named and is another. Here row 8 of the file, the 5th below."""
    bad = [["站2", 116.4, 39.92, "很大"]]
    rows = [TITLE, [], NAMES, ROWS[0], [], [], ROWS[1], *bad]
    found = _examined(table(tmp_path / f"a.{suffix}", rows))
    (fault,) = [one for one in found.problems if one.severity == "error"]
    assert (fault.row, fault.file_row) == (5, 8)
    assert fault.place("en") == "row 5 (row 8 of the file), field '建筑面积'"
    assert fault.place("zh") == "第 5 行（文件中第 8 行），字段“建筑面积”"
    assert fault.as_dict("en")["file_row"] == 8


@BOTH
def test_headings_in_two_rows_become_one_name_a_column(tmp_path, suffix):
    """The kind: headings in two rows, of which only the first was read."""
    path = table(tmp_path / f"a.{suffix}", TWO, ["B1:C1", "A1:A2", "D1:D2"])
    found = _examined(path)
    assert found.frame["name"].tolist() == ["站0", "站1"]
    assert found.frame["floor_area_m2"].tolist() == [100, 101]
    assert found.problems[0].values["rows"] == "1-2"


@BOTH
def test_a_title_over_two_rows_of_headings(tmp_path, suffix):
    rows = [TITLE, ["序号", "建筑", None, "位置", None], [None, "面积", "层数", "X", "Y"],
            [1, 120, 2, 116.4, 39.9], [2, 130, 3, 116.41, 39.91]]  # fmt: skip
    layer = read(table(tmp_path / f"a.{suffix}", rows, ["A1:E1", "B2:C2", "D2:E2", "A2:A3"]))
    assert list(layer.frame.columns) == ["序号", "建筑面积", "建筑层数", "geometry"]
    assert _codes(layer) == ["headings_found", "headings_joined"]


def test_three_rows_of_headings(tmp_path):
    rows = [["名称", "人口", None, None, "位置", None],
            [None, "户籍", "常住", None, "经度", "纬度"],
            [None, None, "男", "女", None, None], ["甲", 5, 3, 4, 116.4, 39.9]]  # fmt: skip
    merged = ["A1:A3", "B1:D1", "E1:F1", "B2:B3", "C2:D2", "E2:E3", "F2:F3"]
    layer = read(sheet(tmp_path / "a.xlsx", rows, merged))
    assert list(layer.frame.columns) == ["名称", "人口户籍", "人口常住男", "人口常住女", "geometry"]


@BOTH
def test_parts_below_the_headings_belong_to_them(tmp_path, suffix):
    rows = [["名称", "经度", "纬度", "面积", None], [None, None, None, "建筑", "用地"],
            ["甲", 116.4, 39.9, 100, 200]]  # fmt: skip
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert list(layer.frame.columns) == ["名称", "面积建筑", "面积用地", "geometry"]
    assert len(layer.frame) == 1


@BOTH
def test_units_below_the_headings_scale_their_column(tmp_path, suffix):
    """The kind: a row of units that was a row of data; 1.5 公顷 are 15,000 m2."""
    rows = [NAMES, [None, "（度）", "（度）", "公顷"], ["甲", 116.4, 39.9, 1.5]]
    found = _examined(table(tmp_path / f"a.{suffix}", rows))
    assert not found.refused
    assert found.frame["floor_area_m2"].tolist() == [15_000]


@BOTH
def test_a_row_that_numbers_the_columns_is_left_out_and_told(tmp_path, suffix):
    rows = [NAMES, ["甲", "1", "2", "3"], *ROWS]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert layer.frame["名称"].tolist() == ["站0", "站1"]
    assert _codes(layer) == ["rows_no_data"]
    assert layer.numbers.tolist() == [2, 3]


@BOTH
def test_a_first_row_without_coordinates_is_data_and_no_heading(tmp_path, suffix):
    rows = [["name", "lon", "lat", "note"], ["a", None, None, "x"], ["b", 116.4, 39.9, "y"]]
    layer = read(table(tmp_path / f"a.{suffix}", rows))
    assert len(layer.frame) == 2
    assert [(note.row, note.code) for note in layer.notes] == [(1, "coordinates_missing")]


@pytest.mark.parametrize(
    ("group", "datum"), [("高德坐标", "gcj02"), ("位置（GCJ-02）", "gcj02"), ("百度 BD09", "bd09")]
)
def test_the_datum_that_a_group_names_is_kept(tmp_path, group, datum):
    """The kind: an offset that headings name, in the upper of two rows, and nobody undoes."""
    rows = [["名称", group, None], [None, "经度", "纬度"], ["甲", 116.4, 39.9]]
    layer = read(sheet(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:C1"]))
    (stated,) = [note for note in layer.notes if note.code == "datum_stated"]
    assert stated.values["option"] == datum


@pytest.mark.parametrize("words", ["坐标系：GCJ-02", "制表：规划科（百度坐标）"])
def test_an_offset_in_a_title_is_told(tmp_path, words):
    layer = read(text_table(tmp_path / "a.csv", [[words], NAMES, *ROWS]))
    assert _codes(layer) == ["datum_in_words", "headings_found"]
    assert layer.notes[0].values["option"] in layer.notes[0].mend("en")


@BOTH
def test_the_user_chooses_the_headings(tmp_path, suffix):
    path = table(
        tmp_path / f"a.{suffix}", [["name", "lon", "lat"], ["名称", "经度", "纬度"], *ROWS]
    )
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    assert caught.value.code == "headings_unclear"
    assert "1 (name lon lat); 2 (名称 经度 纬度)" in caught.value.text("en")
    assert "--heading-row" in caught.value.text("zh")
    second = table(
        tmp_path / f"b.{suffix}", [["a", "lon", "lat", "d"], ["b", "X", "Y", "e"], *ROWS]
    )
    assert list(read(second, ReadOptions(heading_row="2")).frame.columns) == ["b", "e", "geometry"]
    both = read(second, ReadOptions(heading_row=" 1-2 "))
    assert list(both.frame.columns) == ["a b", "d e", "geometry"]
    assert (both.heading_row, both.notes) == (2, [])


def test_rows_of_numbers_above_a_heading_are_asked_about(tmp_path):
    path = text_table(tmp_path / "a.csv", [ROWS[0], NAMES, ROWS[1]])
    with pytest.raises(FileRefusedError, match="row 1 above it holds data") as caught:
        read(path)
    assert caught.value.code == "headings_below_data"


@BOTH
def test_a_title_over_headings_without_coordinates_lists_the_rows(tmp_path, suffix):
    rows = [TITLE, ["名称", "东", "北"], ["甲", 116.4, 39.9]]
    path = table(tmp_path / f"a.{suffix}", rows)
    with pytest.raises(FileRefusedError, match=r"2 \(名称 东 北\)") as caught:
        read(path)
    assert caught.value.code == "headings_not_found"
    with pytest.raises(FileRefusedError, match="名称, 东, 北"):
        read(path, ReadOptions(heading_row="2"))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("2", "heading_row_blank"), ("x", "heading_row_unreadable"), ("0", "heading_row_unreadable"),
     ("4-3", "heading_row_unreadable"), ("1-9", "heading_row_unreadable"),
     ("1001", "heading_row_unreadable")],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(tmp_path, wanted, code):
    path = text_table(tmp_path / "a.csv", [NAMES, [], *ROWS])
    with pytest.raises(FileRefusedError) as caught:
        read(path, ReadOptions(heading_row=wanted))
    assert caught.value.code == code


def test_a_chosen_row_may_stand_far_below(tmp_path):
    remarks = [[f"第 {at} 条"] for at in range(60)]
    path = text_table(tmp_path / "a.csv", [*remarks, NAMES, *ROWS])
    assert read(path, ReadOptions(heading_row="61")).frame["名称"].tolist() == ["站0", "站1"]


def test_formats_that_are_no_tables_have_no_row_of_headings(tmp_path):
    write(lonlat_frame([], name=[]), tmp_path / "a.geojson")
    with pytest.raises(FileRefusedError) as caught:
        read(tmp_path / "a.geojson", ReadOptions(heading_row="2"))
    assert caught.value.code == "option_no_table"


def test_shapes_as_text_name_a_place_too(tmp_path):
    path = text_table(tmp_path / "a.csv", [["道路表"], ["name", "WKT"], ["a", "POINT (1 2)"]])
    assert read(path).frame.geometry.to_wkt().tolist() == ["POINT (1 2)"]


def test_places_and_rows_that_are_needed():
    assert place_columns(["x", 7, "y"]) == (0, 2)
    assert place_columns(["经度(GCJ-02)", "纬度(WGS84)"]) == (0, 1)
    assert place_columns(["名称"]) == ()
    assert [needed(one) for one in (None, "7", "3-4")] == [0, 7, 4]
    with pytest.raises(Refusal, match="empty"):
        find([], None)


@BOTH
def test_data_that_reads_like_headings_is_data(tmp_path, suffix):
    rows = [["name", "lon", "lat", "code", "kind"], ["a", 116.4, 39.9, "x", "y"], ["b", 1, 2, 3, 4]]
    assert len(read(table(tmp_path / f"a.{suffix}", rows)).frame) == 2
    shapes = [["a", "wkt", "b"], ["lon", "POINT (1 2)", "lat"]]
    assert len(read(table(tmp_path / f"b.{suffix}", shapes)).frame) == 1


@pytest.mark.parametrize(("words", "unit"), [("单位：公顷", "公顷"), ("单位:人、亩", "亩")])
def test_a_unit_in_a_title_is_told_since_it_converts_nothing(tmp_path, words, unit):
    """The kind: 1.5 under `单位：公顷`, read as 1.5 m2 without a word."""
    layer = read(text_table(tmp_path / "a.csv", [["表一", None, None, words], NAMES, *ROWS]))
    (told,) = [note for note in layer.notes if note.code == "unit_in_words"]
    assert told.values["unit"] == unit
    plain = text_table(tmp_path / "b.csv", [["表一", None, None, "单位：平方米"], NAMES, *ROWS])
    assert _codes(read(plain)) == ["headings_found"]


def test_of_two_groups_of_coordinates_it_is_told_which_was_taken(tmp_path):
    rows = [["名称", "入口", None, "中心", None], [None, "经度", "纬度", "经度", "纬度"],
            ["甲", 116.4, 39.9, 116.5, 39.8]]  # fmt: skip
    layer = read(sheet(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:C1", "D1:E1"]))
    assert layer.frame.geometry.x.tolist() == [116.4]
    (told,) = [note for note in layer.notes if note.code == "coordinates_chosen"]
    assert told.values["others"] == "中心经度, 中心纬度"


@pytest.mark.parametrize(
    ("rows", "wanted", "mend"),
    [
        (
            [(1, ["基本信息", None, "位置"]), (2, ["名称", "经度", "纬度"]), (3, ["a", 1, 2])],
            "1",
            "1-2",
        ),
        ([(2, ["位置", None]), (3, ["经度", "纬度"]), (4, ["116", "39"])], "2", "2-3"),
    ],
)
def test_a_row_that_is_a_part_of_the_headings_names_the_whole(rows, wanted, mend):
    """Kind: a refusal whose mend leads nowhere: `write headings over the further columns`."""
    with pytest.raises(Refusal) as caught:
        find(rows, wanted)
    assert (caught.value.code, caught.value.values["rows"]) == ("headings_continue", mend)
    assert find(rows, mend).last == int(mend[-1])
