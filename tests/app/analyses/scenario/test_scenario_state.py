from typing import Any

import numpy as np
import pytest

from app.analyses.scenario.scenario_edits import read_edits
from app.analyses.scenario.scenario_state import apply, start
from spatial.errors import ShapeError


def begin(town: Any) -> Any:
    return start(
        town,
        "health_centers",
        metric="euclidean",
        population="resident",
        basis="auto",
        radius=400.0,
    )


def test_the_state_holds_who_lives_where_and_what_is_open(town: Any) -> None:
    draft = begin(town)
    assert draft.rows == {1: 0}
    assert draft.scenario.sums.people.tolist() == pytest.approx([8000, 2000])
    assert np.isnan(draft.scenario.capacity).all()


def test_what_is_added_can_be_named(town: Any) -> None:
    draft = begin(town)
    lon, lat = town.place(1500, 500)
    edits = read_edits(
        [
            {"edit": "add_facility", "lon": lon, "lat": lat},
            {"edit": "resize_facility", "facility": "new-1", "capacity": 5},
        ]
    )
    for number, edit in enumerate(edits):
        apply(town, draft, number, edit)
    assert draft.rows["new-1"] == 1
    assert draft.scenario.capacity[1] == 5
    assert draft.scenario.nearest.sites[1] == pytest.approx(np.array([451_500.0, 4_420_500.0]))


def test_people_cannot_come_where_no_place_is_known(town: Any) -> None:
    town.frames["communities"].loc[2, "population_resident"] = None
    draft = begin(town)
    (edit,) = read_edits([{"edit": "change_population", "community": 2, "total": 10}])
    with pytest.raises(ShapeError, match="no place"):
        apply(town, draft, 0, edit)
