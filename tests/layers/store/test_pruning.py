"""Old versions given up: what stays is exact, what is gone says so, and nothing else changes."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from layers.errors import NothingToUndoError, PrunedChangeError, PrunedVersionError
from layers.postgis.space import reclaim, size_of
from layers.store import history
from layers.store import layers as store
from layers.store.areas import Area, create_area, delete_area
from layers.store.pruning import prune_layers
from layers.store.versions import fingerprint_at, read_layer_at
from layers.text import Text
from tests.builders.frames import named_points
from tests.layers.store.test_history import STEPS, _apply

LAYER = "health_centers"
pytestmark = pytest.mark.usefixtures("town")


def _import(connection: Connection, *names: str) -> None:
    frame = named_points(*names)
    store.write_layer(connection, "town", LAYER, frame, replace=True, actor="ann", source="file")
    connection.commit()


def _state(connection: Connection) -> tuple[pd.DataFrame, str]:
    frame = store.read_layer(connection, "town", LAYER)
    return frame, store.fingerprint(connection, "town", LAYER)


def _rows(connection: Connection) -> int:
    return connection.scalar(text("SELECT count(*) FROM history"))


def _prune(connection: Connection, **how: object) -> list[tuple[int, int]]:
    found = prune_layers(connection, "town", actor="ben", layer=LAYER, **how)
    connection.commit()
    return [(one.first, one.last) for one in found]


def test_what_goes_is_counted_and_what_stays_can_be_read(connection: Connection) -> None:
    states = [_state(connection)]
    for names in ("a", "ab", "abc", "abcd"):
        _import(connection, *names)
        states.append(_state(connection))
    # Each import added one feature.
    assert _rows(connection) == 4
    (gone,) = prune_layers(connection, "town", actor="ben", layer=LAYER, keep=2)
    connection.commit()
    assert (gone.first, gone.last, gone.newest, gone.versions, gone.rows) == (1, 2, 4, 2, 3)
    assert gone.size > 0
    assert _rows(connection) == 1
    for version in (3, 4):
        frame, digest = states[version]
        pd.testing.assert_frame_equal(read_layer_at(connection, "town", LAYER, version), frame)
        assert fingerprint_at(connection, "town", LAYER, version) == (digest, len(frame))
    for version in (1, 2):
        for call in (read_layer_at, fingerprint_at):
            with pytest.raises(PrunedVersionError, match=r"pruned on .*the oldest that can is 3"):
                call(connection, "town", LAYER, version)
    # There was nothing before the first version, whatever is kept.
    assert len(read_layer_at(connection, "town", LAYER, 0)) == 0
    assert fingerprint_at(connection, "town", LAYER, 0) == (states[0][1], 0)


def test_the_history_still_tells_who_did_how_much(connection: Connection) -> None:
    for names in ("a", "ab"):
        _import(connection, *names)
    before = history.list_history(connection, "town", LAYER)
    assert _prune(connection) == [(1, 1)]
    after = history.list_history(connection, "town", LAYER)
    told = [(one.version, one.actor, one.source, one.inserted, one.at) for one in after]
    assert told == [(one.version, one.actor, one.source, one.inserted, one.at) for one in before]
    assert all(one.pruned_at is not None and one.pruned_by == "ben" for one in after)


def test_a_change_that_was_pruned_is_not_undone_and_a_kept_one_is(connection: Connection) -> None:
    for names in ("a", "ab", "abc"):
        _import(connection, *names)
    assert _prune(connection, keep=2) == [(1, 1)]
    history.undo(connection, "town", LAYER, actor="ann")
    connection.commit()
    assert store.read_layer(connection, "town", LAYER)["name"].tolist() == ["a", "b"]
    with pytest.raises(PrunedChangeError, match=r"version 2 of layer .* was pruned"):
        history.undo(connection, "town", LAYER, actor="ann")
    connection.rollback()
    assert store.read_versions(connection, "town")[LAYER] == 4


def test_a_version_that_was_present_on_the_day_stays(connection: Connection) -> None:
    for names in ("a", "ab", "abc"):
        _import(connection, *names)
    # Version 1 was present until 2024, version 2 until today.
    for version, day in ((1, "2020-01-01"), (2, "2024-01-01")):
        connection.execute(
            text("UPDATE changes SET at = :day WHERE version = :version"),
            {"day": day, "version": version},
        )
    assert _prune(connection, before=dt.date(2024, 1, 1)) == []
    assert _prune(connection, before=dt.date(2025, 1, 1), keep=3) == []
    assert _prune(connection, before=dt.date(2025, 1, 1)) == [(1, 1)]
    assert len(read_layer_at(connection, "town", LAYER, 2)) == 2
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1)
    assert _prune(connection, before=tomorrow) == [(2, 2)]
    assert _prune(connection, before=tomorrow) == []


def test_the_present_stays_whatever_is_asked(connection: Connection) -> None:
    _import(connection, "a")
    frame, digest = _state(connection)
    assert _prune(connection, keep=0) == []
    _import(connection, "a", "b")
    assert _prune(connection, keep=0) == [(1, 1)]
    assert fingerprint_at(connection, "town", LAYER, 2) == (_state(connection)[1], 2)
    assert digest != _state(connection)[1]
    assert len(frame) == 1


def test_other_layers_and_areas_are_left_alone(connection: Connection) -> None:
    square = store.read_area(connection, "town").boundary
    create_area(connection, Area("other", Text("乙", "Other"), square, "EPSG:4548"))
    one = named_points("p")
    for slug, layer in (("town", "police_stations"), ("other", LAYER), ("town", LAYER)):
        for number in range(2):
            store.write_layer(
                connection, slug, layer, one.iloc[:number], replace=True, actor="t", source=""
            )
            connection.commit()
    assert _prune(connection) == [(1, 1)]
    assert len(read_layer_at(connection, "other", LAYER, 1)) == 0
    assert len(read_layer_at(connection, "town", "police_stations", 1)) == 0
    every = prune_layers(connection, "town", actor="ben")
    assert [one.layer for one in every] == ["police_stations"]
    delete_area(connection, "town")


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(st.one_of(STEPS, st.just("undo"), st.integers(1, 4)), min_size=3, max_size=9)
)
def test_whatever_is_edited_undone_and_pruned_what_is_kept_is_as_it_was(
    connection: Connection, rounds: list[object]
) -> None:
    start = store.read_versions(connection, "town")[LAYER]
    known = {start: _state(connection)}
    oldest = 0
    for one in rounds:
        newest = store.read_versions(connection, "town")[LAYER]
        if isinstance(one, int):
            before = _state(connection)
            for done in prune_layers(connection, "town", actor="p", layer=LAYER, keep=one):
                assert done.last == newest - one
                oldest = max(oldest, done.last + 1)
            connection.commit()
            pd.testing.assert_frame_equal(_state(connection)[0], before[0])
        elif one == "undo":
            try:
                history.undo(connection, "town", LAYER, actor="u")
            except NothingToUndoError:
                connection.rollback()
            connection.commit()
        else:
            for step in one:
                _apply(connection, step)
            connection.commit()
        now = store.read_versions(connection, "town")[LAYER]
        known[now] = _state(connection)
        versions = connection.scalar(
            text("SELECT count(*) FROM changes WHERE layer = :layer"), {"layer": LAYER}
        )
        assert versions == now
        latest = history.list_history(connection, "town", LAYER, limit=1)
        assert [change.version for change in latest] == ([now] if now else [])
    for version, (frame, digest) in known.items():
        if 0 < version < oldest:
            with pytest.raises(PrunedVersionError):
                read_layer_at(connection, "town", LAYER, version)
        else:
            found = read_layer_at(connection, "town", LAYER, version)
            pd.testing.assert_frame_equal(found, frame)
            assert fingerprint_at(connection, "town", LAYER, version) == (digest, len(frame))


def test_room_is_given_back(connection: Connection, engine: Engine) -> None:
    names = [f"center {number}" for number in range(2_000)]
    for extra in range(3):
        _import(connection, *(f"{name} {extra}" for name in names))
    before = size_of(engine, "history")
    assert _prune(connection) == [(1, 2)]
    done = reclaim(engine, "history")
    assert (done.before, done.whole) == (before, True)
    assert done.after < before / 10
    assert done.freed == done.before - done.after


def test_a_table_in_use_is_not_waited_for_long(
    connection: Connection, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.postgis.space.WAIT", "50ms")
    connection.execute(text("LOCK TABLE history IN ROW EXCLUSIVE MODE"))
    assert reclaim(engine, "history").whole is False
