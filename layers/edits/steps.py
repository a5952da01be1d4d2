"""Undo and redo of one feature: which of its former states is next, and which after that.

The history of a feature is read as a stack. A change is put on it; an undo takes the topmost off,
a redo puts it back, and a fresh change forgets what could be done again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from layers.edits.reading import FeatureChange
from layers.errors import LayerError
from layers.text import Text

UNDO, REDO = "undo", "redo"
Direction = Literal["undo", "redo"]


class NoStepError(LayerError):
    """The feature cannot be taken further back, or nothing was taken back that could be redone."""

    message = Text(
        "图层“{layer}”的要素 {feature} 没有可以{what}的修改；更早的历史可能已清理",
        "feature {feature} of layer '{layer}' has no change to {what}; older history may have been"
        " pruned",
    )


WORDS = {UNDO: Text("撤销", "undo"), REDO: Text("重做", "redo")}


@dataclass(frozen=True)
class FeatureStep:
    """The state that a feature comes to: before or after the change in this row of the history."""

    entry: int
    direction: Direction


def next_step(changes: Sequence[FeatureChange], direction: Direction) -> FeatureStep | None:
    """Return what an undo or a redo brings, or None; `changes` are all, the latest first.

    >>> next_step([], "undo") is None
    True
    """
    done: list[FeatureChange] = []
    undone: list[FeatureChange] = []
    for change in reversed(changes):
        if change.source == UNDO and done:
            undone.append(done.pop())
        elif change.source == REDO and undone:
            done.append(undone.pop())
        else:
            done.append(change)
            undone.clear()
    if direction == UNDO:
        if not done:
            return None
        return FeatureStep(done[-1].entry, direction)
    return FeatureStep(undone[-1].entry, direction) if undone else None
