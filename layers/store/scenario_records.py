"""Scenarios as records: what each was before, those that were deleted, and how both come back.

The database keeps what a scenario was before each change (a trigger; the newest `REVISIONS_KEPT`
stay) and the row of a deleted one until somebody prunes it. An open connection is the first
argument: the caller owns the transaction.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    delete,
    func,
    select,
    tuple_,
    union_all,
    update,
)

from layers.errors import LayerError
from layers.postgis.tables import scenario_revisions, scenarios
from layers.store.areas import area_id
from layers.store.scenarios import (
    ENTRY,
    MOST_NAMED,
    MOST_SCENARIOS,
    PRESENT,
    ScenarioEntry,
    ScenarioRefusedError,
    StoredScenario,
    UnknownScenarioError,
    count_scenarios,
    lock,
    read_scenario,
    storable_name,
    store_values,
)
from layers.text import Text

REVISIONS_KEPT = 20
"""How many earlier revisions of a scenario the database keeps (revision 0006 says the same)."""
DAYS_KEPT = 180
"""`flask scenarios prune` removes deleted scenarios after so many days unless told otherwise."""
MOST_DELETED = 1_000
ROW_BYTES = 150  # what a row takes beside its edits: header, names, dates


class UnknownRevisionError(LayerError, LookupError):
    """The scenario never had this revision, or it is not kept any more."""

    message = Text(
        "方案“{scenario}”的第 {revision} 版未保留；可恢复：{accepted}",
        "revision {revision} of scenario '{scenario}' is not kept; it can go back to: {accepted}",
    )


class NotDeletedError(UnknownScenarioError):
    """No deleted scenario has this name or number."""

    message = Text(
        "区域“{area}”没有名为“{scenario}”的已删除方案；已删除：{accepted}",
        "area '{area}' has no deleted scenario '{scenario}'; deleted are: {accepted}",
    )


class NameTakenError(LayerError):
    """A scenario cannot come back under its name: another one has it now."""

    message = Text(
        "名称“{scenario}”已被另一方案使用；请换一个名称恢复",
        "another scenario is called '{scenario}' now; give another name to restore it under",
    )


class TooManyDeletedError(LayerError):
    """The area keeps as many deleted scenarios as it may."""

    message = Text(
        "区域“{area}”已保留 {most} 个已删除的方案；请先用 flask scenarios prune {area} 清理",
        "area '{area}' keeps {most} deleted scenarios already; remove some with"
        " flask scenarios prune {area} first",
    )


@dataclass(frozen=True)
class Revision:
    """One revision of a scenario: what it was from `at` on, by whom. `present`: the newest."""

    revision: int
    at: dt.datetime
    actor: str
    title: str
    edit_count: int
    edits_sha256: str | None
    present: bool = False


@dataclass(frozen=True)
class DeletedScenario(ScenarioEntry):
    """A deleted scenario, with when and by whom; its `id` names it where names are shared."""

    deleted_at: dt.datetime
    deleted_by: str


@dataclass(frozen=True)
class ScenarioPruning:
    """What a prune removes for good: earlier revisions, and scenarios that were deleted."""

    revisions: int
    scenarios: tuple[DeletedScenario, ...]
    size: int

    @property
    def rows(self) -> int:
        """How many rows of the database go."""
        return self.revisions + len(self.scenarios)


def list_revisions(connection: Connection, slug: str, name: str) -> list[Revision]:
    """Return the revisions of a scenario that are kept, the present one first."""
    now = read_scenario(connection, slug, name)
    newest = Revision(
        now.revision, now.updated_at, now.updated_by, now.title, now.edit_count, now.edits_sha256,
        present=True,
    )  # fmt: skip
    columns = scenario_revisions.c
    query = select(
        columns.revision, columns.at, columns.actor, columns.title, columns.edit_count,
        columns.edits_sha256,
    )  # fmt: skip
    kept = query.where(columns.scenario_id == now.id).order_by(columns.revision.desc())
    return [newest, *(Revision(**row) for row in connection.execute(kept).mappings())]


def undo_scenario(
    connection: Connection,
    slug: str,
    name: str,
    *,
    actor: str,
    revision: int | None = None,
    expected_revision: int | None = None,
) -> StoredScenario:
    """Store again what a scenario was at `revision`, else before its latest change.

    It becomes the newest revision: nothing is lost, and undone again it is as it was.

    Raises
    ------
    UnknownScenarioError, ScenarioChangedError
    UnknownRevisionError
        That revision is not kept; the message names those that are.
    """
    key, now = lock(connection, slug, name, expected_revision)
    kept = scenario_revisions.c
    mine = kept.scenario_id == key
    numbers = connection.scalars(select(kept.revision).where(mine).order_by(kept.revision)).all()
    wanted = revision if revision is not None else max(numbers, default=now - 1)
    if wanted not in numbers:
        accepted = ", ".join(str(one) for one in numbers) or "-"
        raise UnknownRevisionError(scenario=name, revision=wanted, accepted=accepted)
    then = connection.execute(
        select(kept.title, kept.edits, kept.edits_sha256, kept.base).where(
            mine, kept.revision == wanted
        )
    )
    values = {**then.mappings().one(), "updated_by": actor}
    store_values(connection, name, scenarios.c.id == key, values)
    return read_scenario(connection, slug, name)


def delete_scenario(
    connection: Connection,
    slug: str,
    name: str,
    *,
    actor: str,
    expected_revision: int | None = None,
) -> DeletedScenario:
    """Delete a scenario; it can be restored until it is pruned, and its name is free at once.

    Raises
    ------
    UnknownScenarioError, ScenarioChangedError
    TooManyDeletedError
        As many deleted ones are kept as may be: none is lost in silence.
    """
    key, _ = lock(connection, slug, name, expected_revision)
    if count_deleted(connection, slug) >= MOST_DELETED:
        raise TooManyDeletedError(area=slug, most=MOST_DELETED)
    values = {"deleted_at": func.clock_timestamp(), "deleted_by": actor}
    connection.execute(update(scenarios).where(scenarios.c.id == key).values(values))
    query = _select_deleted(area_id(connection, slug)).where(scenarios.c.id == key)
    return DeletedScenario(**connection.execute(query).mappings().one())


def list_deleted(
    connection: Connection, slug: str, *, limit: int | None = None, offset: int = 0
) -> list[DeletedScenario]:
    """Return the deleted scenarios that are kept, the one deleted last first."""
    query = _select_deleted(area_id(connection, slug)).limit(limit).offset(offset)
    return [DeletedScenario(**row) for row in connection.execute(query).mappings()]


def count_deleted(connection: Connection, slug: str) -> int:
    """Return how many deleted scenarios of an area are kept."""
    gone = _deleted(area_id(connection, slug))
    return connection.scalar(select(func.count()).select_from(scenarios).where(gone)) or 0


def restore_scenario(
    connection: Connection,
    slug: str,
    name: str,
    *,
    actor: str,
    new_name: str | None = None,
    identifier: int | None = None,
) -> StoredScenario:
    """Bring a deleted scenario back as it was, under its name or `new_name`, as a new revision.

    Parameters
    ----------
    identifier : int, optional
        Which of several deleted scenarios of this name; else the one deleted last.

    Raises
    ------
    NotDeletedError
        No deleted scenario has this name or number.
    NameTakenError
        Another scenario has the name meanwhile.
    ScenarioRefusedError
        The new name has other characters than accepted, or there are too many scenarios.
    """
    key = area_id(connection, slug)
    query = _select_deleted(key).where(scenarios.c.name == name)
    if identifier is not None:
        query = query.where(scenarios.c.id == identifier)
    row = connection.execute(query.limit(1).with_for_update()).mappings().first()
    if row is None:
        raise _not_deleted(connection, slug, key, name)
    if count_scenarios(connection, slug) >= MOST_SCENARIOS:
        raise ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS)
    wanted = name if new_name is None else storable_name(new_name)
    taken = (scenarios.c.area_id == key) & (scenarios.c.name == wanted) & PRESENT
    if connection.scalar(select(scenarios.c.id).where(taken)) is not None:
        raise NameTakenError(scenario=wanted)
    values = {"deleted_at": None, "deleted_by": "", "name": wanted, "updated_by": actor}
    store_values(connection, wanted, scenarios.c.id == row["id"], values)
    return read_scenario(connection, slug, wanted)


def prune_scenarios(
    connection: Connection,
    slug: str,
    *,
    name: str | None = None,
    keep: int = 1,
    before: dt.date | None = None,
) -> ScenarioPruning:
    """Remove earlier revisions and deleted scenarios for good; return what went.

    What a scenario is now is never removed.

    Parameters
    ----------
    name : str, optional
        Only the scenarios of this name, present and deleted ones.
    keep : int
        How many of the newest revisions of each scenario stay, the present one among them.
    before : date, optional
        Remove only what was replaced or deleted before this day (UTC). Without it, deleted
        scenarios stay.

    Raises
    ------
    NotDeletedError
        When no deleted scenario has the name that is given.
    """
    key = area_id(connection, slug)
    named = scenarios.c.area_id == key
    if name is not None:
        named &= scenarios.c.name == name
        if connection.scalar(select(func.count()).select_from(scenarios).where(named)) == 0:
            raise _not_deleted(connection, slug, key, name)
    gone, size = _prune_deleted(connection, key, named, before)
    kept = scenario_revisions.c
    place = func.row_number().over(partition_by=kept.scenario_id, order_by=kept.revision.desc())
    replaced = func.lead(kept.at, 1, scenarios.c.updated_at).over(
        partition_by=kept.scenario_id, order_by=kept.revision
    )
    ranked = (
        select(kept.scenario_id, kept.revision, place.label("place"), replaced.label("replaced_at"))
        .join(scenarios, scenarios.c.id == kept.scenario_id)
        .where(named)
        .subquery()
    )
    # The present revision is the first that stays.
    old = select(ranked.c.scenario_id, ranked.c.revision).where(ranked.c.place >= max(keep, 1))
    if before is not None:
        old = old.where(ranked.c.replaced_at < _midnight(before))
    chosen = tuple_(kept.scenario_id, kept.revision).in_(old)
    freed = select(func.coalesce(func.sum(_bytes(scenario_revisions)), 0)).where(chosen)
    size += int(connection.scalar(freed) or 0)
    done = connection.execute(delete(scenario_revisions).where(chosen)).rowcount
    return ScenarioPruning(done + gone.revisions, gone.scenarios, size)


def _prune_deleted(
    connection: Connection, key: int, named: ColumnElement[bool], before: dt.date | None
) -> tuple[ScenarioPruning, int]:
    if before is None:
        return ScenarioPruning(0, (), 0), 0
    due = named & scenarios.c.deleted_at.is_not(None) & (scenarios.c.deleted_at < _midnight(before))
    rows = connection.execute(_select_deleted(key).where(due)).mappings()
    gone = tuple(DeletedScenario(**row) for row in rows)
    owners = [one.id for one in gone]
    theirs = scenario_revisions.c.scenario_id.in_(owners)
    sizes = union_all(
        select(_bytes(scenario_revisions).label("size")).where(theirs),
        select(_bytes(scenarios).label("size")).where(scenarios.c.id.in_(owners)),
    ).subquery()
    size = int(connection.scalar(select(func.coalesce(func.sum(sizes.c.size), 0))) or 0)
    count = delete(scenario_revisions).where(theirs)
    revisions = connection.execute(count).rowcount
    connection.execute(delete(scenarios).where(scenarios.c.id.in_(owners)))
    return ScenarioPruning(revisions, gone, size), size


def _bytes(table: FromClause) -> ColumnElement[int]:
    """Return SQL for the bytes that a row takes, about: its edits are most of it."""
    return func.pg_column_size(table.c.edits) + func.pg_column_size(table.c.base) + ROW_BYTES


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _deleted(key: int) -> ColumnElement[bool]:
    return (scenarios.c.area_id == key) & scenarios.c.deleted_at.is_not(None)


def _select_deleted(key: int) -> Select[Any]:
    columns = (*ENTRY, scenarios.c.deleted_at, scenarios.c.deleted_by)
    newest = (scenarios.c.deleted_at.desc(), scenarios.c.id.desc())
    return select(*columns).where(_deleted(key)).order_by(*newest)


def _not_deleted(connection: Connection, slug: str, key: int, name: str) -> NotDeletedError:
    names = connection.scalars(
        select(scenarios.c.name).where(_deleted(key)).order_by(scenarios.c.name).limit(MOST_NAMED)
    ).all()
    accepted = ", ".join(dict.fromkeys(names)) or "-"
    return NotDeletedError(area=slug, scenario=name, accepted=accepted)
