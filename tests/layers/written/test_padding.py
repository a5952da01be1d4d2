"""Signs that nobody sees: padding at the ends goes and is told, what stands inside stays."""

import pytest

from layers.catalogue import LAYER_TYPES
from layers.formats import read
from layers.intake.examine import IntakeContext, examine
from layers.written.padding import Trimmer
from tests.builders.sheets import table


@pytest.mark.parametrize(
    ("text", "plain", "counted"),
    [
        (" 东四 ", "东四", 0),
        ("\u3000东四\u00a0", "东四", 0),
        ("\u200b东四\u200b", "东四", 1),
        ("\ufeff 东四", "东四", 1),
        ("东\u200b四", "东\u200b四", 0),
        ("39.9\u200b", "39.9", 1),
        ("\u200b", "", 1),
    ],
)
def test_padding_goes_and_is_counted_where_nobody_sees_it(text, plain, counted):
    trim = Trimmer()
    assert (trim(text), trim.count) == (plain, counted)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_headings_match_their_column_whatever_nobody_sees_in_them(tmp_path, suffix):
    """The kind: a heading that looks right and matches nothing."""
    rows = [["名\u200b称", "经\ufeff度", "\u200b纬度", "建筑\u3000面积"],
            ["\u200b甲", "116.4\u200b", 39.9, 7], ["乙\u200d丙", 116.41, 39.91, 8]]  # fmt: skip
    path = table(tmp_path / f"a.{suffix}", rows)
    found = examine(path, LAYER_TYPES["health_centers"], IntakeContext())
    assert found.frame["name"].tolist() == ["甲", "乙\u200d丙"]
    assert found.frame["floor_area_m2"].tolist() == [7, 8]
    (told,) = [one for one in found.problems if one.code == "text_padding"]
    assert told.values["count"] == 3


def test_files_joined_with_their_marks_are_read_as_one(tmp_path):
    """The kind: a byte order mark in the middle, where the second file begins."""
    one = "name,lon,lat\na,116.4,39.9\n".encode("utf-8-sig")
    path = tmp_path / "a.csv"
    path.write_bytes(one + one.replace(b"a,", b"b,"))
    layer = read(path)
    assert layer.frame["name"].tolist() == ["a", "b"]
    assert layer.numbers.tolist() == [1, 3]
    assert [note.code for note in layer.notes] == ["rows_no_data", "text_padding"]
