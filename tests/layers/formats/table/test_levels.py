"""Headings in several rows: which rows belong together, and the name of both."""

import pytest

from layers.formats.table.levels import heads, is_numbering, is_units, joined, parts_below

SUB = (2, ["名称", "经度", "纬度"])


@pytest.mark.parametrize(
    ("above", "merges", "is_group"),
    [
        ((1, ["某区一览表"]), {}, False),
        ((1, ["单位：米", None, "日期：2024"]), {}, False),
        ((1, ["基本情况", "位置", None]), {}, False),
        ((1, ["基本情况", "位置", None]), {1: [(1, 2)]}, True),
        ((1, ["基本情况", None, None, "备注"]), {}, True),
        ((1, [3.5, "位置", None, "备注"]), {}, False),
        ((0, ["基本情况", None, None, "备注"]), {}, False),
    ],
)
def test_groups_are_told_from_titles(above, merges, is_group):
    assert heads(above, SUB, merges) is is_group


def test_names_that_stand_twice_need_their_groups():
    assert heads((1, ["2010", None, "2020", None]), (2, ["男", "女", "男", "女"]), {})


def test_parts_need_empty_places_and_data_below():
    rows = [(1, ["名", "经度", "纬度", "面积", None]), (2, [None, None, None, "建筑", "用地"]),
            (3, ["甲", 1, 2, 3, 4])]  # fmt: skip
    assert parts_below(rows, 0, (1, 2))
    assert not parts_below(rows[:2], 0, (1, 2))
    assert not parts_below([rows[0], (2, ["乙", None, None, "大", "小"]), rows[2]], 0, (1, 2))
    assert not parts_below([rows[0], (2, [None, 1, 2, "建筑", "用地"]), rows[2]], 0, (1, 2))


@pytest.mark.parametrize(
    ("cells", "units"),
    [([None, "°", "°", "m2"], True), ([None, None, None, "（单位：公顷）"], True),
     ([None, "千米", "千米", "m2"], False), (["甲", "度", "度", "m2"], False), ([], False)],
)  # fmt: skip
def test_units_are_units_and_nothing_else(cells, units):
    assert is_units(cells, (1, 2)) is units


@pytest.mark.parametrize(
    ("cells", "numbered"),
    [(["1", "2", "3", "4"], True), (["甲", "乙", "(1)", "(2)"], True), ([1, 2, 3], False),
     (["1", "2", "4", "3"], False), (["1", "2", "3"], False), (["甲", "1", "2"], False),
     (["甲", "乙", "丙", "丁"], True), (["（1）", "（2）", "（3）"], True),
     (["①", "②", "③", "④"], True),
     (["栏次", "1", "2", "3", "4"], True), ([None, "1", "2", "3"], False), ([], False),
     (["—", "(1)", "(2)", "(3)=(1)+(2)"], True), (["A", "B", "C", "D"], True),
     ([1, 2, 3, 4, None], True), (["甲", "乙", "公园", "丁"], False), (["(1)", "(2)"], False)],
)  # fmt: skip
def test_numbers_of_columns_count_from_one(cells, numbered):
    """The kind: rows that Chinese statistical tables put below the headings, read as data."""
    assert is_numbering(cells, len(cells)) is numbered


def _names(rows, merges=None, below=None):
    return [one.name() for one in joined(rows, merges or {}, below)]


def test_names_are_joined_as_their_script_is_written():
    rows = [(1, ["Site", None, "用地", "Name"]), (2, ["lon", "lat", "面积", "Name"])]
    assert _names(rows) == ["Site lon", "Site lat", "用地面积", "Name"]
    assert [one.lower() for one in joined(rows, {})] == [["lon"], ["lat"], ["面积"], []]
    rows = [(1, ["Built", None, "lon", "lat"]), (2, ["area", "floors", None, None])]
    assert _names(rows) == ["Built area", "Built floors", "lon", "lat"]


def test_merged_cells_say_how_far_a_group_reaches():
    rows = [(1, ["位置", None, None]), (2, ["经度", "纬度", "床位"])]
    assert _names(rows, {1: [(0, 1)]}) == ["位置经度", "位置纬度", "床位"]
    assert _names(rows) == ["位置经度", "位置纬度", "位置床位"]
