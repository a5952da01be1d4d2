"""Every problem must be readable in both languages, whatever a user's file holds."""

from layers.problems import Problem, RefusedError
from layers.text import Text


def test_place_names_row_and_field():
    problem = Problem(3, "户籍人口", "value_not_number", "error", {"value": "很多"})
    assert problem.place("en") == "row 3, field '户籍人口'"
    assert problem.place("zh-CN") == "第 3 行，字段“户籍人口”"
    assert Problem(None, None, "file_empty", "error").place("en") == "file"


def test_braces_in_a_users_value_stay_literal():
    problem = Problem(1, "n", "value_not_number", "error", {"value": "{0.__class__} {x}"})
    assert "{0.__class__} {x}" in problem.text("en")


def test_a_value_may_itself_be_bilingual():
    values = {"found": Text("点", "point"), "expected": Text("面", "polygon")}
    problem = Problem(1, None, "geometry_wrong_family", "error", values)
    assert problem.text("en") == "the geometry is a point, the layer takes a polygon"
    assert problem.text("zh") == "图形为点，而该图层需要面"


def test_refusal_counts_errors_only_and_names_the_first():
    warning = Problem(1, None, "geometry_single", "repaired")
    error = Problem(2, None, "geometry_missing", "error")
    refusal = RefusedError("a.csv", [warning, error])
    assert str(refusal) == (
        "file 'a.csv' was not imported: 1 error; the first, row 2: there is no geometry"
    )
    assert refusal.problems == (warning, error)
    assert "第 2 行" in refusal.text("zh")
