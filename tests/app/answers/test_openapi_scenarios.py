from app.analyses.scenario.scenario_edits import EDIT_KINDS
from app.answers.openapi_scenarios import EDIT, scenario_paths

PATHS = scenario_paths("/api/v1", {"name": "area"}, {"name": "lang"}, {"description": "Problem"})


def test_every_kind_of_edit_is_told_with_what_it_needs():
    told = {one["properties"]["edit"]["const"]: one for one in EDIT["oneOf"]}
    assert set(told) == set(EDIT_KINDS)
    assert set(told["add_facility"]["required"]) == {"edit", "lon", "lat"}
    # Each stands alone: a document of its own definitions would not be found.
    assert "$ref" not in str(EDIT)


def test_what_is_written_has_a_body():
    whole, one, revisions, undo, restore = PATHS.values()
    assert whole["post"]["requestBody"]["required"] is True
    assert set(one) == {"get", "put", "delete"}
    assert set(revisions) == {"get"}
    for written in (undo, restore):
        assert written["post"]["requestBody"]["required"] is True


def test_whoever_changes_or_deletes_says_what_was_read():
    _, one, _, undo, restore = PATHS.values()
    for guarded in (one["put"], one["delete"], undo["post"]):
        (header,) = [p for p in guarded["parameters"] if p.get("in") == "header"]
        assert (header["name"], header["required"]) == ("If-Match", True)
        assert {"412", "428"} <= set(guarded["responses"])
    assert "428" not in restore["post"]["responses"]
