"""Changes of one feature, each resting on what its author saw of it.

The lock of the layer's row is taken first: what is compared is what is changed.
"""

from sqlalchemy import CTE, Connection, select

from layers.edits.drafts import Draft
from layers.edits.reading import StoredFeature, feature_history, read_feature
from layers.edits.steps import UNDO, WORDS, Direction, FeatureStep, NoStepError, next_step
from layers.errors import LayerError, UnknownFeatureError
from layers.postgis.tables import history
from layers.store import begin_write, delete_feature, fingerprint, insert_feature, update_feature
from layers.store.history import put_back
from layers.text import Text


class FeatureChangedError(LayerError):
    """Somebody changed the feature after it was read; `current` is what it is now."""

    message = Text(
        "图层“{layer}”的要素 {feature} 在您读取之后已被“{actor}”修改；"
        "请对照两个版本后再保存（ETag {tag}）",
        "feature {feature} of layer '{layer}' was changed by '{actor}' after you read it; compare"
        " both versions, then save again (ETag {tag})",
    )

    def __init__(self, current: StoredFeature) -> None:
        self.current = current
        super().__init__(
            layer=current.layer, feature=current.id, actor=current.actor, tag=current.tag
        )


def add_feature(
    connection: Connection, slug: str, layer: str, draft: Draft, *, actor: str
) -> StoredFeature:
    """Add a feature that `examine_draft` let pass."""
    assert draft.geometry is not None  # noqa: S101 - an examined new feature has one
    identifier = insert_feature(
        connection, slug, layer, values=draft.cells, geometry=draft.geometry, actor=actor
    )
    return read_feature(connection, slug, layer, identifier)


def change_feature(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    draft: Draft,
    actor: str,
    tags: frozenset[str] | None,
) -> StoredFeature:
    """Store a change that `examine_draft` let pass; `tags` are those read, None for whatever.

    Raises
    ------
    UnknownFeatureError, FeatureChangedError
    """
    _locked(connection, slug, layer, feature_id, actor=actor, tags=tags)
    update_feature(
        connection,
        slug,
        layer,
        feature_id,
        values=draft.cells,
        geometry=draft.geometry,
        actor=actor,
    )
    return read_feature(connection, slug, layer, feature_id)


def remove_feature(
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    actor: str,
    tags: frozenset[str] | None,
) -> None:
    """Delete a feature; its history can bring it back.

    Raises
    ------
    UnknownFeatureError, FeatureChangedError
    """
    _locked(connection, slug, layer, feature_id, actor=actor, tags=tags)
    delete_feature(connection, slug, layer, feature_id, actor=actor)


def step_feature(  # noqa: PLR0913 - what, where, who: each asked for by name
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    direction: Direction,
    actor: str,
    tags: frozenset[str] | None,
) -> StoredFeature | None:
    """Take a feature one step back or forward in its history; None where it is not there then.

    A deleted one comes back under its own id.

    Raises
    ------
    UnknownFeatureError
        There is none of this id and never was.
    FeatureChangedError, NoStepError
    """
    kind, key = begin_write(connection, slug, layer, actor=actor, source=direction)
    changes = feature_history(connection, slug, layer, feature_id)
    try:
        _compare(connection, slug, layer, feature_id, tags)
    except UnknownFeatureError:
        if not changes:
            raise
    step = next_step(changes, direction)
    if step is None:
        raise NoStepError(layer=layer, feature=feature_id, what=WORDS[direction])
    put_back(connection, kind, key, _state(step))
    fingerprint(connection, slug, layer)
    try:
        return read_feature(connection, slug, layer, feature_id)
    except UnknownFeatureError:
        return None


def _state(step: FeatureStep) -> CTE:
    """Return SQL for the state of a feature before or after a change, for `put_back`."""
    side = "old" if step.direction == UNDO else "new"
    return (
        select(
            history.c.feature_id,
            history.c[f"{side}_values"].label("old_values"),
            history.c[f"{side}_geometry"].label("old_geometry"),
        )
        .where(history.c.id == step.entry)
        .cte("before")
    )


def _locked(
    connection: Connection,
    slug: str,
    layer: str,
    feature_id: int,
    *,
    actor: str,
    tags: frozenset[str] | None,
) -> None:
    begin_write(connection, slug, layer, actor=actor, source="edit")
    _compare(connection, slug, layer, feature_id, tags)


def _compare(
    connection: Connection, slug: str, layer: str, feature_id: int, tags: frozenset[str] | None
) -> None:
    found = read_feature(connection, slug, layer, feature_id)
    if tags is not None and found.tag not in tags:
        raise FeatureChangedError(found)
