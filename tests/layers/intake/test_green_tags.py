"""Kind: one question with two answers, by the format of the file (parks of a plain file)."""

import pandas as pd
from shapely.geometry import box

from layers.catalogue import LAYER_TYPES
from layers.intake.green_tags import with_green_class
from layers.intake.schema import Place, check
from tests.builders.frames import lonlat_frame


def values(**columns):
    count = len(next(iter(columns.values())))
    known = {"green_class": [None] * count}
    return pd.DataFrame({**known, **columns}, index=pd.RangeIndex(1, count + 1), dtype=object)


def test_a_park_of_a_plain_file_is_a_park_as_from_an_extract() -> None:
    frame = values(
        leisure=["park", "park", None, "garden", "marina", "park"],
        landuse=[None, None, "forest", None, None, None],
        access=[None, "private", None, None, None, None],
        disused=[None, None, None, None, None, "yes"],
    )
    filled, (problem,) = with_green_class(frame)
    expected = ["comprehensive_park", "attached", "protective", "pocket_park", None, None]
    assert filled["green_class"].tolist() == expected
    assert problem.code == "green_classes_by_tags"
    assert vars(problem)["values"] == {"taken": 4, "count": 6, "tags": "leisure, landuse"}


def test_what_a_file_says_of_the_class_stays() -> None:
    frame = values(green_class=["plaza", None], leisure=["park", "park"])
    filled, _ = with_green_class(frame)
    assert filled["green_class"].tolist() == ["plaza", "comprehensive_park"]


def test_a_file_without_tags_keeps_no_class_and_nothing_is_said() -> None:
    frame = values(name=["A", "B"])
    filled, problems = with_green_class(frame)
    assert filled["green_class"].isna().all()
    assert problems == []


def test_the_import_tells_of_it() -> None:
    area = box(116.40, 39.92, 116.41, 39.93)
    frame = lonlat_frame([box(116.402, 39.922, 116.403, 39.923)], name=["P"], leisure=["park"])
    greens = LAYER_TYPES["green_spaces"]
    clean, problems = check(frame, greens, place=Place(area))
    assert clean["green_class"].tolist() == ["comprehensive_park"]
    assert "green_classes_by_tags" in [one.code for one in problems]
