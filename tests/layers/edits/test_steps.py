from datetime import UTC, datetime

import pytest

from layers.edits.reading import FeatureChange
from layers.edits.steps import FeatureStep, next_step

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def changes(*sources: str) -> list[FeatureChange]:
    """Changes in the order of time, given the latest first; the first of all is entry 1."""
    made = [
        FeatureChange(at, at, NOON, "t", source, {}, None, {}, None)
        for at, source in enumerate(sources, start=1)
    ]
    return made[::-1]


@pytest.mark.parametrize(
    ("sources", "undo", "redo"),
    [
        ((), None, None),
        (("edit",), 1, None),
        (("edit", "edit"), 2, None),
        (("edit", "edit", "undo"), 1, 2),
        (("edit", "edit", "undo", "undo"), None, 1),
        (("edit", "edit", "undo", "undo", "redo"), 1, 2),
        (("edit", "edit", "undo", "redo"), 2, None),
        # What was taken back is forgotten as soon as something fresh is done.
        (("edit", "undo", "edit"), 3, None),
        # The history before was pruned: an undo with nothing to take back is a change like any.
        (("undo",), 1, None),
        (("file.csv sha256:0", "edit", "undo"), 1, 2),
    ],
)
def test_a_feature_walks_back_and_forward(sources, undo, redo) -> None:
    found = next_step(changes(*sources), "undo")
    assert found == (None if undo is None else FeatureStep(undo, "undo"))
    found = next_step(changes(*sources), "redo")
    assert found == (None if redo is None else FeatureStep(redo, "redo"))
