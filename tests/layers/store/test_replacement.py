"""What did not change stays, and what a layer holds afterwards is the file, row by row."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from layers.catalogue import LAYER_TYPES
from layers.store import history
from layers.store import layers as store
from layers.store.replacement import Row, kept_ids, rows_of
from tests.builders.frames import named_points

LAYER = "health_centers"


def _rows(text: str) -> list[Row]:
    """One row a word: `a1` has the name a and the content a1, each at a place of its own."""
    return [Row(one, one, one[0]) for one in text.split()]


@pytest.mark.parametrize(
    ("old", "new", "ids", "same"),
    [
        ("a b c", "a b c", [1, 2, 3], {1, 2, 3}),
        ("a b c", "a c", [1, 3], {1, 3}),
        ("a b c", "a b c d", [1, 2, 3, None], {1, 2, 3}),
        ("a b1 c", "a b2 c", [1, 2, 3], {1, 3}),
        # Behind a row that is new in the middle, every row comes after it: all are new.
        ("a b c", "a x b c", [1, None, None, None], {1}),
        ("a b c", "c b a", [None, None, None], set()),
        ("", "a", [None], set()),
        ("a b", "", [], set()),
        # Equal rows are as many as they are.
        ("a a", "a a a", [1, 2, None], {1, 2}),
        ("a a a", "a", [1], {1}),
    ],
)
def test_a_feature_stays_as_far_as_the_order_leaves_it_room(
    old: str, new: str, ids: list[int | None], same: set[int]
) -> None:
    before = _rows(old)
    assert kept_ids(before, list(range(1, len(before) + 1)), _rows(new)) == (ids, same)


@given(
    st.lists(st.sampled_from("abcde"), max_size=9), st.lists(st.sampled_from("abcde"), max_size=9)
)
def test_ids_rise_and_what_is_the_same_is(old: list[str], new: list[str]) -> None:
    before, after = _rows(" ".join(old)), _rows(" ".join(new))
    ids, same = kept_ids(before, list(range(len(before))), after)
    known = [one for one in ids if one is not None]
    assert known == sorted(set(known))
    assert ids[: len(known)] == known
    for at, one in enumerate(known):
        assert (one in same) == (before[one].content == after[at].content)
    assert same <= set(known)


def _import(connection: Connection, frame: gpd.GeoDataFrame) -> store.LayerStatus:
    done = store.write_layer(
        connection, "town", LAYER, frame, replace=True, actor="ann", source="file"
    )
    connection.commit()
    return done


@pytest.mark.usefixtures("town")
def test_the_same_file_again_writes_no_history(connection: Connection) -> None:
    frame = named_points("a", "b", staff=[1.0, None], beds=[4, 5])
    first = _import(connection, frame)
    before = store.read_layer(connection, "town", LAYER)
    second = _import(connection, frame)
    pd.testing.assert_frame_equal(store.read_layer(connection, "town", LAYER), before)
    assert (second.version, second.sha256) == (2, first.sha256)
    change = history.list_history(connection, "town", LAYER)[0]
    assert (change.inserted, change.updated, change.deleted) == (0, 0, 0)
    # What was exported comes back under the ids that it states.
    _import(connection, before)
    assert history.list_history(connection, "town", LAYER)[0].inserted == 0


@pytest.mark.usefixtures("town")
def test_a_corrected_row_keeps_its_id_and_alone_stands_in_the_history(
    connection: Connection,
) -> None:
    _import(connection, named_points("a", "b", "c", staff=[1, 2, 3]))
    before = store.read_layer(connection, "town", LAYER)
    _import(connection, named_points("a", "b", "c", staff=[1, 9, 3]))
    after = store.read_layer(connection, "town", LAYER)
    assert list(after.index) == list(before.index)
    assert after["staff"].tolist() == [1, 9, 3]
    change = history.list_history(connection, "town", LAYER)[0]
    assert (change.inserted, change.deleted) == (1, 1)
    history.undo(connection, "town", LAYER, actor="ann")
    pd.testing.assert_frame_equal(store.read_layer(connection, "town", LAYER), before)


@pytest.mark.usefixtures("town")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(st.sampled_from("abcd"), max_size=6), min_size=2, max_size=4))
def test_a_layer_is_its_file_whatever_was_there(
    connection: Connection, files: list[list[str]]
) -> None:
    for names in files:
        status = _import(connection, named_points(*names))
        assert store.read_layer(connection, "town", LAYER)["name"].tolist() == names
    alone = _import(connection, named_points())
    alone = _import(connection, named_points(*files[-1]))
    assert alone.sha256 == status.sha256


def test_a_name_that_several_have_tells_nothing() -> None:
    kind = LAYER_TYPES[LAYER]
    assert [one.name for one in rows_of(kind, named_points("a", "b", "a"))] == [None, "b", None]
