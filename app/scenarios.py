"""Scenarios for every door: read and checked in one place, stored, listed and compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.analyses.scenario import WhatIfParameters
from app.analyses.scenario_edits import digest, plain_edits, read_edits
from app.database import Database
from app.errors import Fault, ParameterError
from app.jsonable import plain
from app.params import REQUIRED, UNKNOWN, accepted_values, parse, refuse
from app.services import Result, run
from layers import scenarios
from layers.catalogue import FACILITY_TYPES
from layers.scenarios import StoredScenario
from layers.store import read_versions
from layers.text import Text

LONGEST_TITLE = 200
TEXT = Text("可用：文字，标题不超过 200 字", "accepted: text, a title of at most 200 characters")
MEMBERS = ("name", "facility", "title", "edits")


@dataclass(frozen=True)
class Draft:
    """What a request wants stored; None stays as it is."""

    name: str | None = None
    facility: str | None = None
    title: str | None = None
    edits: list[dict[str, Any]] | None = None


def read_draft(body: Any, allowed: Iterable[str] = MEMBERS) -> Draft:
    """Read what is to be stored from a JSON object.

    Raises
    ------
    ParameterError
        Lists what is unknown or of another kind, or the faults of the edits.
    """
    names = tuple(allowed)
    known = accepted_values(names)
    if not isinstance(body, Mapping):
        raise ParameterError(Fault("body", REQUIRED, known, "malformed"))
    faults = [Fault(str(one)[:60], UNKNOWN, known, "unknown") for one in body if one not in names]
    faults += [
        Fault(one, Text("不是文字", "is no text"), TEXT, "malformed")
        for one in ("name", "facility", "title")
        if one in body and not (isinstance(body[one], str) and len(body[one]) <= LONGEST_TITLE)
    ]
    if faults:
        raise ParameterError(*faults)
    facility = body.get("facility")
    if facility is not None and facility not in FACILITY_TYPES:
        raise refuse("facility", facility, accepted_values(FACILITY_TYPES))
    edits = plain_edits(read_edits(body["edits"])) if "edits" in body else None
    return Draft(body.get("name"), facility, body.get("title"), edits)


def create(database: Database, slug: str, draft: Draft, *, actor: str) -> StoredScenario:
    """Store a new scenario.

    Raises
    ------
    ParameterError
        The name or the facility is missing.
    UnknownAreaError, ScenarioExistsError, ScenarioRefusedError
    """
    if draft.name is None or draft.facility is None:
        missing = "name" if draft.name is None else "facility"
        allowed = TEXT if draft.name is None else accepted_values(FACILITY_TYPES)
        raise ParameterError(Fault(missing, REQUIRED, allowed, "missing"))
    with database.begin() as connection:
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
    draft: Draft,
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
        return scenarios.update_scenario(
            connection,
            slug,
            name,
            title=draft.title,
            edits=draft.edits,
            actor=actor,
            expected_revision=revision,
        )


def compare(
    database: Database, slug: str, name: str, values: Iterable[tuple[str, str]] = ()
) -> Result:
    """Compare a stored scenario with how things are, as the analysis `what-if` does."""
    with database.begin() as connection:
        facility = scenarios.read_scenario(connection, slug, name).facility
    given = [("facility", facility), ("scenario", name), *values]
    return run(database, "what-if", slug, parse(WhatIfParameters, given))


def members(connection: Connection, slug: str, scenario: StoredScenario) -> dict[str, Any]:
    """Return what is told of a scenario: also which layers have changed since it was stored."""
    now = read_versions(connection, slug)
    changed = [layer for layer, version in now.items() if scenario.base.get(layer, 0) != version]
    return dict(
        plain(
            {
                "name": scenario.name,
                "title": scenario.title,
                "facility": scenario.facility,
                "edits": scenario.edits,
                "edits_sha256": digest(read_edits(scenario.edits)),
                "base": scenario.base,
                "changed_since": changed,
                "revision": scenario.revision,
                "created_at": scenario.created_at,
                "updated_at": scenario.updated_at,
                "updated_by": scenario.updated_by,
            }
        )
    )


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
