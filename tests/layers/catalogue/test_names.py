"""Kind of fault: English pages, sheets and notes that call places by Chinese names only."""

import pandas as pd

from layers.catalogue.names import EnglishNames, english_names, listed, name_of, names_of
from layers.text import Text


def _frame(**columns: list[object]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.RangeIndex(1, count + 1, name="id"), dtype=object)


FRAME = _frame(name=["北里", "南里", None, ""], name_en=["Beili", None, "Old Lane", None])


def test_a_feature_is_called_in_both_languages_as_far_as_the_data_tell() -> None:
    told = [Text("北里", "Beili"), Text("南里", "南里"), Text("Old Lane", "Old Lane")]
    assert names_of(FRAME) == [*told, Text("id 4", "id 4")]
    assert name_of(7, float("nan")) == Text("id 7", "id 7")
    assert names_of(FRAME[["name"]])[0] == Text("北里", "北里")


def test_a_list_says_that_there_are_more_only_where_there_are() -> None:
    assert listed(names_of(FRAME), most=2) == Text("北里, 南里, …", "Beili, 南里, …")
    assert listed(names_of(FRAME.head(2)), most=2).en == "Beili, 南里"
    assert listed([], most=2) == Text("", "")


def test_a_name_of_two_places_is_told_by_the_id_or_not_at_all() -> None:
    clinics = _frame(name=["卫生站", "卫生站", "北里"], name_en=["East post", "West post", None])
    names = english_names([FRAME, clinics], {"卫生站", "南里", "北里"})
    assert names.shown("卫生站", 1) == "East post"
    assert names.shown("卫生站", 2) == "West post"
    assert names.shown("卫生站") == "卫生站"
    # A community and a clinic are called so; of the clinic there is no English name.
    assert (names.shown("北里", 1), names.shown("北里")) == ("Beili", "北里")
    assert (names.shown("南里", 2), names.shown("西里", 2)) == ("南里", "西里")
    assert EnglishNames().shown(None, 1) is None


def test_only_the_names_that_an_answer_holds_are_kept() -> None:
    assert english_names([FRAME], {"南里"}).of_feature == {(2, "南里"): "南里"}
    assert english_names([FRAME[["name"]]], {"南里"}).of_name == {}
