"""Kind of fault: tables for readers of English that call places by Chinese names only."""

import pandas as pd
import pytest

from app.answers.names import told_names, with_names
from layers.catalogue.names import EnglishNames

NAMES = EnglishNames(
    {(1, "北里"): "Beili", (2, "北里"): "North Lane", (9, "诊所"): "Clinic"},
    {"东四": "Dongsi", "诊所": "Clinic"},
)


@pytest.mark.parametrize("own", ["id", "community_id", "facility_id"])
def test_a_row_is_called_by_its_own_id(own) -> None:
    table = pd.DataFrame({own: [1, 2, 3], "name": ["北里", "北里", "北里"]})
    shown = with_names(table, NAMES, "en")["name"].tolist()
    assert shown == ["Beili", "North Lane", "北里"]
    assert with_names(table, NAMES, "zh") is table


def test_the_facility_of_a_row_goes_before_the_row() -> None:
    """A row of the list of kinds is called by the id of its layer, not by a number."""
    table = pd.DataFrame(
        {"id": ["clinics"], "facility_id": [2], "name": ["北里"], "met_by_id": [9]}
    ).assign(met_by="诊所", community="东四", people=3)
    shown = with_names(table, NAMES, "en").iloc[0]
    assert (shown["name"], shown["met_by"], shown["community"]) == (
        "North Lane",
        "Clinic",
        "Dongsi",
    )
    assert table["name"].tolist() == ["北里"]


def test_a_total_names_the_units_of_a_place() -> None:
    total = {"community": "北里", "community_id": 2, "subdistrict": "东四", "met": 3}
    assert told_names(total, NAMES, "en") == total | {
        "community": "North Lane",
        "subdistrict": "Dongsi",
    }
    assert told_names(total, NAMES, "zh") == total
