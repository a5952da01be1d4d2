"""Scenarios of an area in PostGIS: named lists of edits, and what they were made on.

An open connection is always the first argument: the caller owns the transaction. What a scenario
was before, how it is deleted and brought back: `layers.store.scenario_records`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from layers.errors import LayerError
from layers.postgis.tables import scenarios
from layers.store.areas import area_id
from layers.store.layers import read_versions
from layers.text import Text
from layers.titles import checked_title, is_name

MOST_SCENARIOS = 1_000
MOST_EDITS = 200
MOST_BYTES = 1_000_000
"""How many bytes the edits of a scenario may have as compact JSON (`canonical_json`)."""
MOST_NAMED = 20
TITLE = Text("方案的标题", "the title of the scenario")


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
    """The name or the edits of a scenario cannot be stored, or there are too many scenarios."""

    message = Text(
        "方案“{scenario}”不能保存：名称只能由小写字母、数字和连字符组成，标题不超过 200 字，"
        "每个区域至多 {most} 个方案",
        "scenario '{scenario}' cannot be stored: a name is made of lower-case letters, digits and"
        " hyphens, a title of at most 200 characters, an area holds at most {most} scenarios",
    )


class ScenarioTooLargeError(ScenarioRefusedError):
    """The edits are more than a scenario may hold."""

    message = Text(
        "方案“{scenario}”过大：{found}；至多 {most} 项修改，合计 {bytes:,} 字节的 JSON",
        "scenario '{scenario}' is too large: {found}; accepted: at most {most} edits of {bytes:,}"
        " bytes of JSON together",
    )


@dataclass(frozen=True)
class ScenarioEntry:
    """What a list tells of a scenario: all but its edits, of which it has `edit_count`.

    `facility` is the layer whose features are edited. `base` holds the version of every layer when
    the edits were stored; `revision` counts how often something else was stored. `edits_sha256` is
    the hash of the edits as `canonical_json` writes them, None where somebody wrote them beside us.
    """

    id: int
    name: str
    title: str
    facility: str
    edit_count: int
    edits_sha256: str | None
    base: dict[str, int]
    revision: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True)
class StoredScenario(ScenarioEntry):
    """A scenario with its edits; the hash is always known."""

    edits: list[dict[str, Any]]


ENTRY = tuple(
    scenarios.c[name]
    for name in ScenarioEntry.__dataclass_fields__  # the columns have its names
)
PRESENT: ColumnElement[bool] = scenarios.c.deleted_at.is_(None)


def canonical_json(edits: Sequence[Mapping[str, Any]]) -> str:
    """Return the one way to write edits down: compact JSON with sorted keys."""
    return json.dumps(list(edits), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(edits: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 (hex) of the edits as `canonical_json` writes them."""
    return hashlib.sha256(canonical_json(edits).encode()).hexdigest()


def list_scenarios(
    connection: Connection, slug: str, *, limit: int | None = None, offset: int = 0
) -> list[ScenarioEntry]:
    """Return the scenarios of an area by name, without reading their edits."""
    mine = (scenarios.c.area_id == area_id(connection, slug)) & PRESENT
    query = select(*ENTRY).where(mine).order_by(scenarios.c.name).limit(limit).offset(offset)
    return [ScenarioEntry(**row) for row in connection.execute(query).mappings()]


def count_scenarios(connection: Connection, slug: str) -> int:
    """Return how many scenarios an area has."""
    mine = (scenarios.c.area_id == area_id(connection, slug)) & PRESENT
    return connection.scalar(select(func.count()).select_from(scenarios).where(mine)) or 0


def read_scenario(connection: Connection, slug: str, name: str) -> StoredScenario:
    """Return one scenario, or raise `UnknownScenarioError` naming those that exist."""
    key = area_id(connection, slug)
    query = select(*ENTRY, scenarios.c.edits).where(present(key, name))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise unknown(connection, slug, key, name)
    known = dict(row)
    known["edits_sha256"] = known["edits_sha256"] or digest_of(known["edits"])
    return StoredScenario(**known)


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
    ScenarioRefusedError, ScenarioTooLargeError, TitleRefusedError
        The name has other characters than accepted, or there is too much of something.
    """
    key = area_id(connection, slug)
    if count_scenarios(connection, slug) >= MOST_SCENARIOS:
        raise ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS)
    values = {
        "area_id": key,
        "name": storable_name(name),
        "title": checked_title(title, TITLE),
        "facility": facility,
        **_written(name, edits),
        "base": read_versions(connection, slug),
        "created_by": actor,
        "updated_by": actor,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(scenarios).values(values))
    except (IntegrityError, DataError) as error:
        raise refusal(name, error) from error
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

    What it was before is kept. Where nothing differs, the revision stays as well.

    Raises
    ------
    UnknownScenarioError, ScenarioRefusedError, ScenarioTooLargeError, TitleRefusedError
    ScenarioChangedError
        The scenario is at another revision than `expected_revision`.
    """
    key, _ = lock(connection, slug, name, expected_revision)
    values: dict[str, Any] = {"updated_by": actor}
    if title is not None:
        values["title"] = checked_title(title, TITLE)
    if edits is not None:
        values |= _written(name, edits)
        values["base"] = read_versions(connection, slug)
    store_values(connection, name, scenarios.c.id == key, values)
    return read_scenario(connection, slug, name)


def lock(
    connection: Connection, slug: str, name: str, expected_revision: int | None
) -> tuple[int, int]:
    """Wait for other writers of the scenario; return its key and its revision.

    Raises
    ------
    UnknownScenarioError, ScenarioChangedError
    """
    area = area_id(connection, slug)
    query = select(scenarios.c.id, scenarios.c.revision).where(present(area, name))
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise unknown(connection, slug, area, name)
    if expected_revision is not None and row.revision != expected_revision:
        raise ScenarioChangedError(scenario=name, found=row.revision, expected=expected_revision)
    return int(row.id), int(row.revision)


def store_values(
    connection: Connection, name: str, mine: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    """Set columns of one scenario, with what the table refuses told as what it is."""
    try:
        with connection.begin_nested():
            connection.execute(update(scenarios).where(mine).values(values))
    except (IntegrityError, DataError) as error:
        raise refusal(name, error) from error


def present(area: int, name: str) -> ColumnElement[bool]:
    """Return the condition that picks the scenario of this name that is not deleted."""
    return (scenarios.c.area_id == area) & (scenarios.c.name == name) & PRESENT


def storable_name(name: str) -> str:
    """Return a name as it is, or raise `ScenarioRefusedError`."""
    if not is_name(name):
        raise ScenarioRefusedError(scenario=name[:80], most=MOST_SCENARIOS)
    return name


def refusal(name: str, error: IntegrityError | DataError) -> LayerError:
    """Return what the table refused as the error that says so."""
    told = str(error.orig)
    if "scenarios_area_id_name_key" in told:
        return ScenarioExistsError(scenario=name)
    if "scenarios_size_check" in told:
        return _too_large(name, Text("超出数据表的限制", "more than the table holds"))
    return ScenarioRefusedError(scenario=name, most=MOST_SCENARIOS)


def unknown(connection: Connection, slug: str, key: int, name: str) -> UnknownScenarioError:
    """Return the error that says which scenarios there are, the first of them by name."""
    mine = select(scenarios.c.name).where(scenarios.c.area_id == key, PRESENT)
    names = connection.scalars(mine.order_by(scenarios.c.name).limit(MOST_NAMED + 1)).all()
    listed = ", ".join(names[:MOST_NAMED]) or "-"
    more = ", …" if len(names) > MOST_NAMED else ""
    return UnknownScenarioError(area=slug, scenario=name, accepted=listed + more)


def _written(name: str, edits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the columns that hold edits, as far as they are not too many or too large."""
    listed = [_plain(edit) for edit in edits]
    if len(listed) > MOST_EDITS:
        raise _too_large(name, Text(f"{len(listed)} 项修改", f"{len(listed)} edits"))
    size = len(canonical_json(listed).encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _too_large(name, Text(f"{size:,} 字节", f"{size:,} bytes"))
    return {"edits": listed, "edits_sha256": _digest_or_none(listed)}


def _digest_or_none(edits: list[Any]) -> str | None:
    try:
        return digest_of(edits)
    except UnicodeEncodeError:
        return None  # half a surrogate pair: the statement that stores it will be refused


def _plain(value: Any) -> Any:
    """Return a value as the table gives it back: jsonb has one zero, Python has two."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value + 0.0 if isinstance(value, float) else value


def _too_large(name: str, found: Text) -> ScenarioTooLargeError:
    return ScenarioTooLargeError(scenario=name, found=found, most=MOST_EDITS, bytes=MOST_BYTES)
