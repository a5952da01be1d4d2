"""One feature among others: nobody's work is lost, and each walks back by itself.

Each call is a transaction of its own, as each request is.
"""

import pytest
from shapely import Point
from sqlalchemy import Engine

from layers import edits, store
from layers.edits import Draft, FeatureChangedError, NoStepError
from layers.errors import UnknownFeatureError
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

LAYER, SLUG = "health_centers", "town"


@pytest.fixture
def ids(engine: Engine) -> list[int]:
    frame = lonlat_frame([Point(116.4, 39.9), Point(116.41, 39.9)], name=["甲", "乙"])
    with engine.begin() as connection:
        store.create_area(connection, town_area())
        store.write_layer(connection, SLUG, LAYER, frame, replace=True, actor="t", source="f")
        return [int(one) for one in store.read_layer(connection, SLUG, LAYER).index]


def read(engine: Engine, feature: int) -> edits.StoredFeature:
    with engine.begin() as connection:
        return edits.read_feature(connection, SLUG, LAYER, feature)


def change(engine: Engine, feature: int, tags=None, **cells) -> None:
    with engine.begin() as connection:
        edits.change_feature(
            connection, SLUG, LAYER, feature, draft=Draft(cells), actor="安", tags=tags
        )


def remove(engine: Engine, feature: int, tags=None) -> None:
    with engine.begin() as connection:
        edits.remove_feature(connection, SLUG, LAYER, feature, actor="安", tags=tags)


def step(engine: Engine, feature: int, direction: str):
    with engine.begin() as connection:
        return edits.step_feature(
            connection, SLUG, LAYER, feature, direction=direction, actor="安", tags=None
        )


def told(engine: Engine, feature: int) -> list[edits.FeatureChange]:
    with engine.begin() as connection:
        return edits.feature_history(connection, SLUG, LAYER, feature)


def status(engine: Engine) -> store.LayerStatus:
    with engine.begin() as connection:
        return store.layer_status(connection, SLUG, LAYER)


def test_two_people_at_two_features_do_not_meet(engine: Engine, ids: list[int]) -> None:
    first, second = (read(engine, one).tag for one in ids)
    change(engine, ids[0], frozenset({first}), capacity=10)
    change(engine, ids[1], frozenset({second}), capacity=20)
    assert read(engine, ids[0]).cells["capacity"] == 10


def test_two_people_at_one_feature_do(engine: Engine, ids: list[int]) -> None:
    seen = read(engine, ids[0]).tag
    change(engine, ids[0], frozenset({seen}), capacity=10)
    with pytest.raises(FeatureChangedError) as found:
        change(engine, ids[0], frozenset({seen}), capacity=99)
    assert found.value.current.cells["capacity"] == 10
    assert found.value.current.actor == "安"
    with pytest.raises(FeatureChangedError):
        remove(engine, ids[0], frozenset({seen}))


def test_ten_edits_are_undone_one_by_one_while_another_feature_is_edited(
    engine: Engine, ids: list[int]
) -> None:
    start = read(engine, ids[0])
    for count in range(10):
        change(engine, ids[0], capacity=count)
        change(engine, ids[1], staff=count)
    for left in range(8, -1, -1):
        assert step(engine, ids[0], "undo").cells["capacity"] == left
    last = step(engine, ids[0], "undo")
    assert last.tag == start.tag
    assert last.geometry.equals(start.geometry)
    assert read(engine, ids[1]).cells["staff"] == 9
    # One more step back: before the import there was none.
    assert step(engine, ids[0], "undo") is None
    with pytest.raises(NoStepError):
        step(engine, ids[0], "undo")
    assert step(engine, ids[0], "redo").id == ids[0]
    for count in range(10):
        assert step(engine, ids[0], "redo").cells["capacity"] == count
    with pytest.raises(NoStepError):
        step(engine, ids[0], "redo")


def test_a_deleted_feature_comes_back_under_its_id(engine: Engine, ids: list[int]) -> None:
    before = read(engine, ids[0])
    remove(engine, ids[0], None)
    with pytest.raises(UnknownFeatureError):
        read(engine, ids[0])
    assert step(engine, ids[0], "undo").tag == before.tag
    changes = told(engine, ids[0])
    assert [(one.operation, one.source) for one in changes] == [
        ("insert", "undo"), ("delete", "edit"), ("insert", "f"),
    ]  # fmt: skip


def test_a_feature_that_never_was_is_unknown(engine: Engine, ids: list[int]) -> None:
    for number in (max(ids) + 5, 0, -1, 2**70):
        with pytest.raises(UnknownFeatureError):
            step(engine, number, "undo")
        assert told(engine, number) == []


def test_what_is_added_can_be_taken_back(engine: Engine, ids: list[int]) -> None:
    draft = Draft({"name": "丙", "楼": "3"}, Point(116.42, 39.9))
    with engine.begin() as connection:
        made = edits.add_feature(connection, SLUG, LAYER, draft, actor="安")
    assert made.id not in ids
    assert made.cells["楼"] == "3"
    assert step(engine, made.id, "undo") is None
    assert status(engine).feature_count == 2


def test_the_fingerprint_follows_an_undo(engine: Engine, ids: list[int]) -> None:
    start = status(engine).sha256
    change(engine, ids[0], capacity=7)
    step(engine, ids[0], "undo")
    assert status(engine).sha256 == start
