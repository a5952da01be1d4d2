"""Scenarios of an area in PostGIS: named lists of edits, and what they were made on.

An open connection is always the first argument: the caller owns the transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from layers.areas import area_id
from layers.errors import LayerError
from layers.store import read_versions
from layers.tables import scenarios
from layers.text import Text

MOST_SCENARIOS = 1_000


class UnknownScenarioError(LayerError, LookupError):
    """The area has no scenario of this name."""

    message = Text(
        "区域“{area}”没有名为“{scenario}”的方案；现有：{accepted}",
        "area '{area}' has no scenario '{scenario}'; there are: {accepted}",
    )


class ScenarioExistsError(LayerError):
    """A scenario of this name exists already."""

    message = Text(
        "方案“{scenario}”已存在；请换一个名称，或修改它",
        "scenario '{scenario}' exists already; choose another name or edit it",
    )


class ScenarioChangedError(LayerError):
    """Somebody stored the scenario in between."""

    message = Text(
        "方案“{scenario}”已是第 {found} 版，而不是 {expected}；请重新读取后再改",
        "scenario '{scenario}' is at revision {found}, not {expected}; read it again before"
        " writing",
    )


class ScenarioRefusedError(LayerError):
    """The name, the title or the edits of a scenario cannot be stored."""

    message = Text(
        "方案“{scenario}”不能保存：名称只能由小写字母、数字和连字符组成，标题不超过 200 字，"
        "每个区域至多 {most} 个方案",
        "scenario '{scenario}' cannot be stored: a name is made of lower-case letters, digits and"
        " hyphens, a title of at most 200 characters, an area holds at most {most} scenarios",
    )


@dataclass(frozen=True)
class StoredScenario:
    """A scenario: `facility` is the layer whose features are edited.

    `base` holds the version of every layer when the edits were stored; `revision` counts how often
    it was stored.
    """

    name: str
    title: str
    facility: str
    edits: list[dict[str, Any]]
    base: dict[str, int]
    revision: int
    created_at: datetime
    updated_at: datetime
    updated_by: str


_SELECTED = (
    scenarios.c.name,
    scenarios.c.title,
    scenarios.c.facility,
    scenarios.c.edits,
    scenarios.c.base,
    scenarios.c.revision,
    scenarios.c.created_at,
    scenarios.c.updated_at,
    scenarios.c.updated_by,
)


def list_scenarios(connection: Connection, slug: str) -> list[StoredScenario]:
    """Return the scenarios of an area by name."""
    mine = scenarios.c.area_id == area_id(connection, slug)
    rows = connection.execute(select(*_SELECTED).where(mine).order_by(scenarios.c.name))
    return [StoredScenario(**row) for row in rows.mappings()]


def read_scenario(connection: Connection, slug: str, name: str) -> StoredScenario:
    """Return one scenario, or raise `UnknownScenarioError` naming those that exist."""
    key = area_id(connection, slug)
    mine = (scenarios.c.area_id == key) & (scenarios.c.name == name)
    row = connection.execute(select(*_SELECTED).where(mine)).mappings().one_or_none()
    if row is None:
        raise _unknown(connection, slug, key, name)
    return StoredScenario(**row)


def create_scenario(  # noqa: PLR0913 - what and who: each asked for by name
    connection: Connection,
    slug: str,
    name: str,
    *,
    title: str,
    facility: str,
    edits: Sequence[Mapping[str, Any]],
    actor: str,
) -> StoredScenario:
    """Store a new scenario on the layers as they are now.

    Raises
    ------
    ScenarioExistsError
        The name is taken.
    ScenarioRefusedError
        The name has other characters than accepted, or there are too many scenarios.
    """
    key = area_id(connection, slug)
    mine = scenarios.c.area_id == key
    count = connection.scalar(select(func.count()).select_from(scenarios).where(mine))
    if (count or 0) >= MOST_SCENARIOS:
        raise ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS)
    values = {
        "area_id": key,
        "name": name,
        "title": title,
        "facility": facility,
        "edits": [dict(edit) for edit in edits],
        "base": read_versions(connection, slug),
        "updated_by": actor,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(scenarios).values(values))
    except (IntegrityError, DataError) as error:
        if "scenarios_area_id_name_key" in str(error.orig):
            raise ScenarioExistsError(scenario=name) from error
        raise ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS) from error
    return read_scenario(connection, slug, name)


def update_scenario(  # noqa: PLR0913 - what and who: each asked for by name
    connection: Connection,
    slug: str,
    name: str,
    *,
    title: str | None = None,
    edits: Sequence[Mapping[str, Any]] | None = None,
    actor: str,
    expected_revision: int | None = None,
) -> StoredScenario:
    """Store another title or other edits; new edits are made on the layers as they are now.

    Raises
    ------
    UnknownScenarioError, ScenarioRefusedError
    ScenarioChangedError
        The scenario is at another revision than `expected_revision`.
    """
    key = area_id(connection, slug)
    mine = (scenarios.c.area_id == key) & (scenarios.c.name == name)
    found = connection.scalar(select(scenarios.c.revision).where(mine).with_for_update())
    if found is None:
        raise _unknown(connection, slug, key, name)
    if expected_revision is not None and found != expected_revision:
        raise ScenarioChangedError(scenario=name, found=found, expected=expected_revision)
    values: dict[str, Any] = {"updated_by": actor}
    if title is not None:
        values["title"] = title
    if edits is not None:
        values["edits"] = [dict(edit) for edit in edits]
        values["base"] = read_versions(connection, slug)
    try:
        with connection.begin_nested():
            connection.execute(update(scenarios).where(mine).values(values))
    except (IntegrityError, DataError) as error:
        raise ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS) from error
    return read_scenario(connection, slug, name)


def delete_scenario(connection: Connection, slug: str, name: str) -> None:
    """Delete a scenario, or raise `UnknownScenarioError`."""
    key = area_id(connection, slug)
    mine = (scenarios.c.area_id == key) & (scenarios.c.name == name)
    if connection.execute(delete(scenarios).where(mine)).rowcount == 0:
        raise _unknown(connection, slug, key, name)


def _unknown(connection: Connection, slug: str, key: int, name: str) -> UnknownScenarioError:
    mine = select(scenarios.c.name).where(scenarios.c.area_id == key)
    names = connection.scalars(mine.order_by(scenarios.c.name)).all()
    return UnknownScenarioError(area=slug, scenario=name, accepted=", ".join(names) or "-")
