import numpy as np
import pytest

from app.analyses.access.ordering import concentration, order_notes, order_of
from app.problems.errors import ParameterError


def test_the_order_is_a_column_or_a_further_property_of_the_communities(town):
    town.frames["communities"]["households"] = [10, None]
    town.frames["communities"]["properties"] = [{"income": "7.5"}, {"income": 2, "old": True}]
    assert order_of(town, "community", "resident", "households").tolist()[0] == 10
    assert order_of(town, "community", "resident", "income").tolist() == [7.5, 2]
    # Of the subdistrict: (8,000 x 7.5 + 2,000 x 2) / 10,000.
    assert order_of(town, "subdistrict", "resident", "income").tolist() == [6.4]
    for wrong in ("old", "name", "nothing"):
        with pytest.raises(ParameterError) as refused:
            order_of(town, "community", "resident", wrong)
        assert "households, income" in refused.value.faults[0].accepted.en


def test_units_without_people_value_or_place_have_no_part():
    values, people = np.array([1.0, 3.0, np.nan, 9.0]), np.array([1.0, 1.0, 1.0, 0.0])
    found = concentration(values, people, np.array([1.0, 2.0, 3.0, 4.0]))
    # Mean 2, ranks 1/4 and 3/4: 2 / 2 x (1/2 x -1 x -1/4 + 1/2 x 1 x 1/4).
    assert found["concentration"] == pytest.approx(0.25)
    nobody = concentration(values, people, np.full(4, np.nan))
    assert nobody == {"concentration": None, "concentration_corrected": None}
    (note,) = order_notes(values, people, np.array([1.0, np.nan, np.nan, np.nan]), "income")
    assert note.en.endswith(": 1")
    assert order_notes(values, people, np.arange(4.0), "income") == ()


def test_one_unit_alone_is_in_no_order():
    """Kind: 0 for what was not measured; 0 would say that all ranks have the same."""
    found = concentration(np.array([3.0]), np.array([10.0]), np.array([1.0]))
    assert found == {"concentration": None, "concentration_corrected": None}
