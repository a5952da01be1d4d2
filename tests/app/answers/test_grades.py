"""Kind of fault: ids of programs in tables that people read."""

import pandas as pd

from app.answers.grades import grade_titles, with_grade_titles
from layers.text import Text


def test_grades_have_the_titles_of_their_kind_before_those_in_common() -> None:
    assert grade_titles("health_centers")["station"].zh == "社区卫生服务站"
    assert grade_titles("police_stations")["district"] == Text("区级", "District")
    assert grade_titles("streets") == {}
    assert "station" not in grade_titles("police_stations")


def test_a_table_says_each_grade_in_the_words_of_its_row() -> None:
    table = pd.DataFrame(
        {
            "id": ["health_centers", "parcel_points", "green_spaces", "culture_rooms"],
            "grade": ["station", "station", "attached", None],
            "met_by_grade": ["center", "own", None, "standard"],
        },
        dtype=object,
    )
    said = with_grade_titles(table, "zh")
    assert said["grade"].tolist() == ["社区卫生服务站", "快递服务站", "附属绿地", None]
    assert said["met_by_grade"].tolist() == ["社区卫生服务中心", "own", None, "达标"]
    assert table["grade"].tolist()[0] == "station"
    assert with_grade_titles(table[["grade"]], "zh")["grade"].tolist()[0] == "station"
