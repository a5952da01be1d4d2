from app.analyses.scenario_edits import _TAGS
from app.openapi_scenarios import EDIT, scenario_paths

PATHS = scenario_paths("/api/v1", {"name": "area"}, {"name": "lang"}, {"description": "Problem"})


def test_every_kind_of_edit_is_told():
    assert set(EDIT["properties"]["edit"]["enum"]) == _TAGS


def test_what_is_written_has_a_body():
    whole, one = PATHS.values()
    assert whole["post"]["requestBody"]["required"] is True
    assert set(one) == {"get", "put", "delete"}
    assert "204" in one["delete"]["responses"]
