"""Old versions of a layer given up, so that its history stays small.

The history of a version holds what it found and what it left. Without it the versions before cannot
be given back, nor can that version be taken back; the row that says who made it stays, with how
much it touched and when it was pruned. The present version, its number and its hash rest on the
layer itself: nothing here touches them.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, literal, select, update

from layers.catalogue import LAYER_TYPES, layer_type
from layers.postgis.tables import changes, history, layers
from layers.store.areas import area_id

ROW_BYTES = 72  # of a row of history beside values and geometry: header, numbers, index


@dataclass(frozen=True)
class LayerPruning:
    """What a prune of one layer removes, and what is impossible afterwards.

    Versions 1 to `last` can no longer be given back or replayed, and versions up to `last` + 1 no
    longer be undone. `first` is the first of them that was not pruned before; `size` is in bytes,
    as the rows lie in the table.
    """

    layer: str
    first: int
    last: int
    newest: int
    rows: int
    size: int

    @property
    def versions(self) -> int:
        """How many versions are given up."""
        return self.last - self.first + 1


def prune_layers(
    connection: Connection,
    slug: str,
    *,
    actor: str,
    layer: str | None = None,
    keep: int = 1,
    before: dt.date | None = None,
) -> list[LayerPruning]:
    """Give up old versions of the layers of an area; return what went, layer by layer.

    Parameters
    ----------
    layer : str, optional
        Only this layer.
    keep : int
        How many of the newest versions can still be given back, the present one among them.
    before : date, optional
        Give up only versions that were replaced before this day (UTC): what was computed since
        then can still be computed again.

    Raises
    ------
    UnknownAreaError, UnknownLayerError
    """
    key = area_id(connection, slug)
    names = LAYER_TYPES if layer is None else (layer_type(layer).id,)
    found = [_prune(connection, key, name, actor, (max(keep, 1), before)) for name in names]
    return [one for one in found if one is not None]


def _prune(
    connection: Connection, key: int, layer: str, actor: str, which: tuple[int, dt.date | None]
) -> LayerPruning | None:
    # Writers and undo hold the same row: none of them is at work on what goes.
    mine = (layers.c.area_id == key) & (layers.c.layer == layer)
    newest = connection.scalar(select(layers.c.version).where(mine).with_for_update())
    if not newest:
        return None
    done = _given_up(connection, key, layer)
    last = _last_to_go(connection, key, layer, newest, which)
    if last <= done:
        return None
    # The history of the version after the last one leads back to it alone.
    theirs = (history.c.area_id == key) & (history.c.layer == layer)
    theirs &= history.c.version <= last + 1
    rows, size = connection.execute(
        select(func.count(), func.coalesce(func.sum(_bytes()), 0)).where(theirs)
    ).one()
    _count(connection, key, layer, last)
    values = {"pruned_at": func.now(), "pruned_by": actor}
    own = (changes.c.area_id == key) & (changes.c.layer == layer)
    gone = own & (changes.c.version <= last + 1) & changes.c.pruned_at.is_(None)
    connection.execute(update(changes).where(gone).values(values))
    connection.execute(delete(history).where(theirs))
    return LayerPruning(layer, done + 1, last, newest, int(rows), int(size))


def _given_up(connection: Connection, key: int, layer: str) -> int:
    """Return the last version that was given up before; 0 where none was."""
    pruned = select(func.max(changes.c.version)).where(
        changes.c.area_id == key, changes.c.layer == layer, changes.c.pruned_at.is_not(None)
    )
    return max(0, (connection.scalar(pruned) or 0) - 1)


def _last_to_go(
    connection: Connection,
    key: int,
    layer: str,
    newest: int,
    which: tuple[int, dt.date | None],
) -> int:
    """Return the last version to be given up: a layer is read back from its end, without gaps."""
    keep, before = which
    last = newest - keep
    if before is None:
        return last
    midnight = dt.datetime.combine(before, dt.time(), tzinfo=dt.UTC)
    young = select(func.min(changes.c.version)).where(
        changes.c.area_id == key, changes.c.layer == layer, changes.c.at >= midnight
    )
    first_young = connection.scalar(young)
    # The one that the first young version replaced was present on that day.
    return last if first_young is None else min(last, first_young - 2)


def _count(connection: Connection, key: int, layer: str, last: int) -> None:
    """Keep how many features each version touched, which is counted from what goes now."""
    per_version = (
        select(
            history.c.version,
            *(
                func.count().filter(history.c.operation == one).label(one)
                for one in ("insert", "update", "delete")
            ),
        )
        .where(history.c.area_id == key, history.c.layer == layer)
        .where(history.c.version <= last + 1)
        .group_by(history.c.version)
        .subquery()
    )
    own = (changes.c.area_id == key) & (changes.c.layer == layer)
    counted = {
        "inserted": per_version.c.insert,
        "updated": per_version.c.update,
        "deleted": per_version.c.delete,
    }
    connection.execute(
        update(changes)
        .where(own, changes.c.version == per_version.c.version, changes.c.pruned_at.is_(None))
        .values(counted)
    )


def _bytes() -> ColumnElement[int]:
    """Return SQL for the bytes that a row of history takes, about."""
    sizes = (
        func.coalesce(func.pg_column_size(history.c[name]), 0)
        for name in ("old_values", "old_geometry", "new_values", "new_geometry")
    )
    return sum(sizes, start=literal(ROW_BYTES))
