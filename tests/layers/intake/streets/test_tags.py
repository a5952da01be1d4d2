"""The same tags give the same answer from an extract and from a plain file."""

import pandas as pd

from layers.intake.streets.tags import with_walkable


def values(**columns):
    count = len(next(iter(columns.values())))
    known = {"street_class": [None] * count, "walkable": [None] * count}
    return pd.DataFrame({**known, **columns}, index=pd.RangeIndex(1, count + 1), dtype=object)


def test_a_motorway_of_a_plain_file_is_not_walked():
    """The kind: one question with two answers, by the format of the file."""
    frame = values(
        street_class=["motorway", "footway", "trunk", "residential"],
        foot=["no", None, None, "use_sidepath"],
        sidewalk_left=[None, None, "yes", None],
    )
    filled, (problem,) = with_walkable(frame)
    assert filled["walkable"].tolist() == [False, None, None, False]
    assert (problem.code, vars(problem)["values"]) == ("streets_closed", {"closed": 2, "count": 4})


def test_what_a_file_says_of_walking_stays():
    frame = values(street_class=["motorway", "motorway"], walkable=[True, None])
    filled, _ = with_walkable(frame)
    assert filled["walkable"].tolist() == [True, False]


def test_classes_in_other_words_close_nothing():
    frame = values(street_class=["主干路", None])
    filled, problems = with_walkable(frame)
    assert problems == []
    assert filled["walkable"].isna().all()
