"""Scenarios for every door: read and checked in one place, stored, listed and compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from app.analyses.scenario.scenario import WhatIfParameters
from app.analyses.scenario.scenario_edits import plain_edits, read_edits
from app.analyses.scenario.scenario_references import LISTED, Known, named_by, require_there
from app.database import Database
from app.jsonable import plain
from app.params import REQUIRED, UNKNOWN, accepted_values, parse, refuse, short
from app.problems.errors import MOST_FAULTS, Fault, ParameterError
from app.services.run import Result, run
from layers.catalogue import FACILITY_TYPES, layers_called
from layers.store import features, scenarios
from layers.store.scenario_records import DAYS_KEPT, DeletedScenario
from layers.store.scenarios import ScenarioEntry, StoredScenario
from layers.text import Text
from layers.titles import ACCEPTED_TITLE, title_fault

TEXT = Text("可用：文字", "accepted: text")
WHOLE = Text("可用：大于 0 的整数", "accepted: a whole number above 0")
NO_TEXT = Text("不是文字", "is no text")
MEMBERS = ("name", "facility", "title", "edits")
MOST_NUMBER = 2**63
KEPT = Text(
    f"保留至有人用 flask scenarios prune 清理；默认只清理删除满 {DAYS_KEPT} 天的方案",
    "until somebody removes it with flask scenarios prune, which by default takes those that were"
    f" deleted {DAYS_KEPT} days ago",
)


@dataclass(frozen=True)
class ScenarioDraft:
    """What a request wants stored; None stays as it is."""

    name: str | None = None
    facility: str | None = None
    title: str | None = None
    edits: list[dict[str, Any]] | None = None


def read_draft(body: Any, allowed: Iterable[str] = MEMBERS) -> ScenarioDraft:
    """Read what is to be stored from a JSON object.

    Raises
    ------
    ParameterError
        Lists what is unknown or of another kind, or the faults of the edits.
    """
    faults = _faults(body, tuple(allowed), texts=("name", "facility"))
    title = body.get("title", "") if isinstance(body, Mapping) else ""
    fault = title_fault(title) if isinstance(title, str) else NO_TEXT
    if fault is not None:
        code = "not-accepted" if isinstance(title, str) else "malformed"
        faults.append(Fault("title", fault, ACCEPTED_TITLE, code))
    if faults:
        raise ParameterError(*faults)
    facility = body.get("facility")
    if facility is not None:
        facility = _kind(facility)
    edits = plain_edits(read_edits(body["edits"])) if "edits" in body else None
    return ScenarioDraft(body.get("name"), facility, body.get("title"), edits)


def _kind(named: str) -> str:
    """Return the id of the kind of facility that has this id, title or alias alone."""
    found = [layer.id for layer in layers_called(named) if layer.is_facility]
    if len(found) != 1:
        raise refuse("facility", named, accepted_values(found or FACILITY_TYPES))
    return found[0]


def _faults(body: Any, allowed: tuple[str, ...], *, texts: tuple[str, ...]) -> list[Fault]:
    """Return what is wrong with the members of a JSON object, or raise where it is none."""
    known = accepted_values(allowed)
    if not isinstance(body, Mapping):
        raise ParameterError(Fault("body", REQUIRED, known, "malformed"))
    unknown = islice((one for one in body if one not in allowed), MOST_FAULTS + 2)
    faults = [Fault(short(str(one)), UNKNOWN, known, "unknown") for one in unknown]
    faults += [
        Fault(one, NO_TEXT, TEXT, "malformed")
        for one in texts
        if one in body and not isinstance(body[one], str)
    ]
    return faults


def read_numbered(body: Any, number: str, texts: tuple[str, ...] = ()) -> dict[str, Any]:
    """Read a JSON object that may have a whole number and texts; what is not given is None.

    Raises
    ------
    ParameterError
        Lists what is unknown or of another kind.
    """
    faults = _faults(body, (number, *texts), texts=texts)
    value = body.get(number)
    if value is not None and (type(value) is not int or not 0 < value < MOST_NUMBER):
        faults.append(Fault(number, Text("不接受", "is not accepted"), WHOLE, "malformed"))
    if faults:
        raise ParameterError(*faults)
    return {name: body.get(name) for name in (number, *texts)}


def create(database: Database, slug: str, draft: ScenarioDraft, *, actor: str) -> StoredScenario:
    """Store a new scenario.

    Raises
    ------
    ParameterError
        The name or the facility is missing, or an edit names what is not there.
    UnknownAreaError, ScenarioExistsError, ScenarioRefusedError
    """
    if draft.name is None or draft.facility is None:
        missing = "name" if draft.name is None else "facility"
        allowed = TEXT if draft.name is None else accepted_values(FACILITY_TYPES)
        raise ParameterError(Fault(missing, REQUIRED, allowed, "missing"))
    with database.begin() as connection:
        _require_there(connection, slug, draft.facility, draft.edits)
        return scenarios.create_scenario(
            connection,
            slug,
            draft.name,
            title=draft.title or "",
            facility=draft.facility,
            edits=draft.edits or [],
            actor=actor,
        )


def replace(
    database: Database,
    slug: str,
    name: str,
    draft: ScenarioDraft,
    *,
    actor: str,
    revision: int | None = None,
) -> StoredScenario:
    """Store other edits or another title; only at `revision` where that is given.

    Raises
    ------
    UnknownScenarioError, ScenarioChangedError, ScenarioRefusedError
    """
    with database.begin() as connection:
        if draft.edits:
            held = scenarios.read_scenario(connection, slug, name)
            _require_there(connection, slug, held.facility, draft.edits)
        return scenarios.update_scenario(
            connection,
            slug,
            name,
            title=draft.title,
            edits=draft.edits,
            actor=actor,
            expected_revision=revision,
        )


def _require_there(
    connection: Connection, slug: str, facility: str, edits: list[dict[str, Any]] | None
) -> None:
    """Refuse edits of facilities, streets, communities and compounds that are not there."""
    read = read_edits(edits or [])
    named = named_by(read)
    layers = {
        "facility": facility,
        "community": "communities",
        "compound": "compounds",
        "street": "streets",
    }
    known = {
        kind: features.known_ids(connection, slug, layers[kind], ids)
        for kind, ids in named._asdict().items()
    }
    require_there(
        read,
        Known(**known),
        lambda kind: features.first_ids(connection, slug, layers[kind], LISTED),
    )


def compare(
    database: Database, slug: str, name: str, values: Iterable[tuple[str, str]] = ()
) -> Result:
    """Compare a stored scenario with how things are, as the analysis `what-if` does."""
    with database.begin() as connection:
        facility = scenarios.read_scenario(connection, slug, name).facility
    given = [("facility", facility), ("scenario", name), *values]
    return run(database, "what-if", slug, parse(WhatIfParameters, given))


def members(scenario: ScenarioEntry, versions: Mapping[str, int]) -> dict[str, Any]:
    """Return what is told of a scenario: also which layers have changed since it was stored.

    `edits` are the edits themselves, in a list only how many. `versions` are those of the layers
    now (`layers.store.read_versions`).
    """
    whole = scenario.edits if isinstance(scenario, StoredScenario) else None
    told: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "facility": scenario.facility,
        "edits": scenario.edit_count if whole is None else whole,
        "edits_sha256": scenario.edits_sha256,
        "base": scenario.base,
        "changed_since": changed_since(scenario, versions),
        "revision": scenario.revision,
        "created_at": scenario.created_at,
        "created_by": scenario.created_by,
        "updated_at": scenario.updated_at,
        "updated_by": scenario.updated_by,
    }
    if isinstance(scenario, DeletedScenario):
        told |= {
            "id": scenario.id,
            "deleted_at": scenario.deleted_at,
            "deleted_by": scenario.deleted_by,
        }
    return dict(plain(told))


def changed_since(scenario: ScenarioEntry, versions: Mapping[str, int]) -> list[str]:
    """Return the layers that have another version than when the edits were stored."""
    return [layer for layer, now in versions.items() if scenario.base.get(layer, 0) != now]


def restoring(slug: str, gone: DeletedScenario) -> dict[str, Any]:
    """Return how a deleted scenario comes back, and for how long that is possible."""
    return {
        "id": gone.id,
        "command": f"flask scenarios undelete {slug} {gone.name} --id {gone.id}",
        "kept": KEPT._asdict(),
    }


def collection(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the edits of a scenario (`members`) as GeoJSON: points and new streets."""
    features = []
    for number, edit in enumerate(told["edits"], start=1):
        geometry = None
        if "lon" in edit:
            geometry = {"type": "Point", "coordinates": [edit["lon"], edit["lat"]]}
        if "line" in edit:
            geometry = {"type": "LineString", "coordinates": edit["line"]}
        properties = {k: v for k, v in edit.items() if k not in {"lon", "lat", "line"}}
        features.append(
            {
                "type": "Feature",
                "id": number,
                "properties": {"number": number, **properties},
                "geometry": geometry,
            }
        )
    rest = {k: v for k, v in told.items() if k != "edits"}
    return {"type": "FeatureCollection", "features": features, **rest}
