import numpy as np
import pandas as pd
import pytest

from app.analyses.access.evenness import curve, evenness
from spatial.equity.inequality import gini


def test_places_without_people_or_values_are_left_out():
    values, people = np.array([1.0, 3, np.nan, 9]), np.array([1.0, 1, 1, 0])
    found = evenness(values, people)
    assert found["people"] == 2
    assert found["gini"] == gini([1, 3])
    assert "theil_between" not in found
    assert evenness(values * np.nan, people) is None


def test_the_split_names_its_groups_and_keeps_places_without_one():
    groups = pd.Series(["a", None, "a"])
    found = evenness(np.array([1.0, 3, 5]), np.ones(3), groups)
    assert [one["name"] for one in found["by_subdistrict"]] == ["", "a"]
    assert found["theil_between"] + found["theil_within"] == pytest.approx(found["theil"])


def test_groups_have_their_english_names_where_there_are_any():
    groups = pd.Series(["甲", "乙", "甲"])
    values = np.array([1.0, 3, 5])
    found = evenness(values, np.ones(3), groups, english={"甲": "Jia"})
    told = [(one["name"], one["name_en"]) for one in found["by_subdistrict"]]
    assert sorted(told) == [("乙", "乙"), ("甲", "Jia")]
    plain = evenness(values, np.ones(3), groups, english={})
    assert "name_en" not in plain["by_subdistrict"][0]


def test_a_long_curve_is_thinned_to_percents():
    values = np.random.default_rng(1).uniform(0, 1, 5000)
    found = np.array(curve(values, np.ones(5000)))
    assert found.shape == (101, 2)
    assert found[[0, -1]].tolist() == [[0, 0], [1, 1]]
    width, height = np.diff(found[:, 0]), found[1:, 1] + found[:-1, 1]
    assert 1 - width @ height == pytest.approx(gini(values), abs=1e-4)


def test_of_one_place_alone_nobody_can_say_how_even_it_is():
    # Kind: 0.000, "perfectly even", for what was not measured.
    found = evenness(np.array([653.0, np.nan]), np.array([100.0, 5]))
    expected = {"people": 100.0, "mean": 653.0, "gini": None, "palma": None, "theil": None}
    assert found == expected
