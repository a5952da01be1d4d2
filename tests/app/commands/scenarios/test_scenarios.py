import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.analyses.scenario.scenario import WhatIfParameters
from layers.store.areas import create_area
from tests.builders.areas import town_area

EDITS = [
    {"edit": "add_facility", "lon": 116.4, "lat": 39.9, "capacity": 5.0},
    {"edit": "close_facility", "facility": 1},
]
FACILITY = ["--facility", "health_centers"]


@pytest.fixture
def edits(empty_app: Flask, tmp_path: Path) -> str:
    """A file of edits; the town it is for is there."""
    with empty_app.extensions["database"].begin() as connection:
        create_area(connection, town_area())
    file = tmp_path / "edits.json"
    file.write_text(json.dumps(EDITS), encoding="utf-8")
    return str(file)


def call(runner: FlaskCliRunner, *words: str, code: int = 0) -> Any:
    done = runner.invoke(args=["scenarios", *words, "--lang", "en"])
    assert done.exit_code == code, done.output
    return done


def test_a_scenario_is_made_shown_edited_and_deleted(runner: FlaskCliRunner, edits: str) -> None:
    made = call(runner, "create", "town", "one", edits, *FACILITY, "--title", "再建一处")
    assert "2 edits, revision 1" in made.stderr
    assert "再建一处" in call(runner, "list", "town").stdout
    shown = call(runner, "show", "town", "one").stdout
    assert "add_facility" in shown
    assert "capacity=5.0" in shown
    assert json.loads(call(runner, "show", "town", "one", "--json").stdout)["edits"] == EDITS
    changed = call(runner, "edit", "town", "one", "--title", "x", "--revision", "1", "--json")
    assert json.loads(changed.stdout)["revision"] == 2
    call(runner, "edit", "town", "one", edits, "--revision", "1", code=1)
    (listed,) = json.loads(call(runner, "list", "town", "--json").stdout)
    assert (listed["edits"], listed["created_by"]) == (2, listed["updated_by"])
    assert json.loads(call(runner, "list", "town", "--offset", "1", "--json").stdout) == []


def test_faults_have_exit_codes(runner: FlaskCliRunner, edits: str, tmp_path: Path) -> None:
    call(runner, "show", "town", "none", code=2)
    call(runner, "create", "town", "one", edits, "--facility", "streets", code=2)
    missing = call(runner, "create", "town", "one", edits, code=2).stderr
    assert "facility" in missing
    assert "elder_homes" in missing
    broken = tmp_path / "broken.json"
    broken.write_text('[{"edit": "fly"}]', encoding="utf-8")
    refused = call(runner, "create", "town", "one", str(broken), *FACILITY, code=2)
    assert "edits[0]" in refused.stderr


def test_a_comparison_needs_the_data(runner: FlaskCliRunner, edits: str, tmp_path: Path) -> None:
    call(runner, "create", "town", "one", edits, *FACILITY)
    assert "communities" in call(runner, "compare", "town", "one", code=1).stderr
    call(runner, "compare", "town", "one", "-o", str(tmp_path / "x.doc"), code=2)


def test_edits_of_a_megabyte_come_from_a_file(runner: FlaskCliRunner, edits: str) -> None:
    line = [[116.4 + n / 1e7, 39.9 + n / 1e7] for n in range(1000)]
    many = [{"edit": "open_street", "line": line}]
    size = len(json.dumps(many, separators=(",", ":")))
    fits = 999_000 // size
    Path(edits).write_text(json.dumps(many * fits, indent=1), encoding="utf-8")
    made = json.loads(call(runner, "create", "town", "big", edits, *FACILITY, "--json").stdout)
    assert made["edit_count"] == fits
    Path(edits).write_text(json.dumps(many * (fits + 2)), encoding="utf-8")
    refused = call(runner, "edit", "town", "big", edits, code=1)
    assert "1,000,000 bytes" in refused.stderr
    Path(edits).write_text(" " * 4_000_001, encoding="utf-8")
    assert "1,000,000 bytes" in call(runner, "edit", "town", "big", edits, code=2).stderr


def test_a_comparison_takes_what_the_analysis_takes(runner: FlaskCliRunner) -> None:
    told = call(runner, "compare", "--help").stdout
    options = {name.replace("_", "-") for name in WhatIfParameters.model_fields}
    asked = {word for word in options if f"--{word} " in told}
    assert options - asked == {"facility", "scenario", "edits", "base"}
