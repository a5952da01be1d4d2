"""Every input of a receipt beside what there is now (replays: test_replay.py)."""

import pytest
from flask import Flask
from shapely import box
from sqlalchemy import text

from app.answers.terminal import Terminal
from app.commands.replay import show
from app.database import Database
from app.problems.errors import ReceiptError
from app.services.receipts import SOFTWARE, VERSION, area_digest, facts_digest
from app.services.replay import Replay
from app.services.replay_inputs import STATES, RecordedInput, compare
from layers.errors import UnknownAreaError
from layers.store.areas import create_area
from layers.text import Text
from tests.builders.areas import town_area

TOWN = town_area(box(116.40, 39.9, 116.5, 40.0))
RECEIPT = {
    "area": "town",
    "area_version": 1,
    "area_sha256": area_digest(TOWN),
    "area_facts_sha256": facts_digest(TOWN),
    "layers": [
        {"layer": "streets", "version": 0, "sha256": None},
        {"layer": "ndvi_raster", "version": 0, "sha256": None},
    ],
    "software": SOFTWARE,
    "software_version": VERSION,
}


@pytest.fixture
def database(empty_app: Flask) -> Database:
    made: Database = empty_app.extensions["database"]
    with made.begin() as connection:
        create_area(connection, TOWN)
    return made


def _compare(database: Database, **changed):
    with database.snapshot() as connection:
        return compare(connection, database, {**RECEIPT, **changed})


def test_what_is_as_it_was_needs_nothing_given_back(database: Database) -> None:
    found = _compare(database)
    assert [(one.name, one.state) for one in found.inputs] == [
        ("area", "unchanged"),
        ("layer streets", "unchanged"),
        ("raster ndvi", "unchanged"),
        ("software", "unchanged"),
    ]
    assert all(one.usable for one in found.inputs)
    assert (found.versions, found.given) == ({"ndvi_raster": 0}, {})


def test_a_boundary_is_found_by_its_content(database: Database) -> None:
    with database.begin() as connection:
        for step in (1, -1, 2):
            moved = "UPDATE areas SET boundary = ST_Translate(boundary, :x, 0)"
            connection.execute(text(moved), {"x": step})
    found = _compare(database, area_version=9)
    area = found.inputs[0]
    # Put back once: version 3 is what version 1 was.
    assert (area.state, found.versions["area"]) == ("changed", 3)
    assert area.changes == [
        {
            "field": "boundary",
            "recorded": "116.4000000, 39.9000000, 116.5000000, 40.0000000",
            "found": "118.4000000, 39.9000000, 118.5000000, 40.0000000",
        }
    ]


def test_what_cannot_be_found_is_altered_or_lost(database: Database) -> None:
    layers = [{"layer": "canopy_raster", "version": 3, "sha256": "a" * 64}]
    found = _compare(
        database, area_sha256="b" * 64, layers=layers, software_version="0",
        standards=[{"standard": "none", "sha256": "c" * 64}],
    )  # fmt: skip
    assert [(one.name, one.state) for one in found.inputs] == [
        ("area", "altered"),
        ("raster canopy", "lost"),
        ("standard none", "lost"),
        ("software", "altered"),
    ]
    assert not any(one.usable for one in found.inputs)


def test_receipts_that_name_nothing_are_refused(database: Database) -> None:
    with pytest.raises(UnknownAreaError):
        _compare(database, area="nowhere")
    for layers in ([3], [{"layer": "streets"}], [{"layer": "x", "version": 1}]):
        with pytest.raises(ReceiptError):
            _compare(database, layers=layers)
    given = {"standards": [{"standard": "plan-2006", "sha256": "0"}]}
    with pytest.raises(ReceiptError, match="rules"):
        _compare(database, rules={"plan-2006": {"id": "other"}}, **given)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_terminal_names_what_changed_and_why_nothing_was_computed(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change = {"rule": "clinic", "field": "radius_m", "recorded": 800.0, "found": 1000.0}
    inputs = [
        RecordedInput("standard s", "changed", "ab", "cd", [change]),
        RecordedInput("raster ndvi", "lost", "v1", "v1 pruned 2025-01-01"),
    ]
    reason = Text("没有栅格", "there is no raster")
    out = Terminal(language=language, as_json=False)
    show(
        out,
        Replay(reproduced=False, inputs=inputs, result=None, recorded_sha256="00", reason=reason),
    )
    told = capsys.readouterr()
    for word in ("clinic", "radius_m", "800.0", "1000.0", "pruned 2025-01-01"):
        assert word in told.out
    assert STATES["lost"].in_language(language) in told.out
    assert reason.in_language(language) in told.err
