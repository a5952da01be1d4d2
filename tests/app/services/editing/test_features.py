import pytest

from app.problems.errors import ParameterError
from app.services.editing.features import MOST_POSITIONS, read_draft


def test_a_draft_is_read_from_a_feature_whole_or_in_part() -> None:
    whole = {
        "type": "Feature",
        "id": 3,
        "properties": {"id": 3, "name": "甲"},
        "geometry": {"type": "Point", "coordinates": [116.4, 39.9]},
    }
    draft = read_draft(whole)
    assert draft.cells == {"name": "甲"}
    assert draft.geometry is not None
    assert draft.geometry.coords[0] == (116.4, 39.9)
    assert read_draft({}).cells == {}
    assert read_draft({"properties": None, "geometry": None}).geometry is None


def test_more_positions_than_are_taken_are_refused() -> None:
    line = {"type": "LineString", "coordinates": [[0, 0]] * (MOST_POSITIONS + 1)}
    with pytest.raises(ParameterError) as found:
        read_draft({"geometry": line})
    assert found.value.faults[0].parameter == "geometry"
