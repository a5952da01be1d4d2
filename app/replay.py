"""Recompute what a receipt tells of, and say which of its inputs are no longer what they were.

The layers are taken at the versions that the receipt names, given back by the history, so a number
can be reproduced after the data have moved on.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection

from app.analyses import analysis as find_analysis
from app.analyses.facilities import on_day
from app.database import Database
from app.errors import ReceiptError
from app.inputs import INPUTS
from app.jsonable import plain, records
from app.params import Parameters, parse
from app.receipts import SOFTWARE, VERSION, area_digest, steady
from app.services import Result, run
from layers import store
from layers.errors import UnknownVersionError
from layers.rasters import KINDS, raster_layer, read_raster
from layers.text import Text
from layers.versions import fingerprint_at

State = Literal["unchanged", "changed", "altered", "lost"]
MOST_DIFFERENCES = 50
STATES: dict[State, Text] = {
    "unchanged": Text("与当时相同", "as it was"),
    "changed": Text(
        "此后有修改；已取回当时的版本", "changed since; the version of then was given back"
    ),
    "altered": Text("与当时不同，且无法取回", "not what it was, and not to be given back"),
    "lost": Text("已不存在", "no longer there"),
}
RASTERS = {raster_layer(kind): kind for kind in KINDS}
MEMBERS = {"analysis": str, "area": str, "parameters": dict, "layers": list, "result_sha256": str}


@dataclass(frozen=True)
class Input:
    """One input of a result: what the receipt recorded, what there is now, and how they compare."""

    name: str
    state: State
    recorded: str
    found: str

    @property
    def usable(self) -> bool:
        """Whether the result can be computed from what it was computed from."""
        return self.state in {"unchanged", "changed"}


@dataclass(frozen=True)
class Replay:
    """What a replay found: the same result or not, each input, and the values that differ."""

    reproduced: bool
    inputs: list[Input]
    result: Result
    recorded_sha256: str
    differences: list[dict[str, Any]] = field(default_factory=list)

    def members(self) -> dict[str, Any]:
        """Return what JSON answers say."""
        return {
            "reproduced": self.reproduced,
            "inputs": [
                {
                    "input": one.name,
                    "state": one.state,
                    "recorded": one.recorded,
                    "found": one.found,
                }
                for one in self.inputs
            ],
            "recorded_sha256": self.recorded_sha256,
            "result_sha256": self.result.receipt["result_sha256"],
            "differences": self.differences,
            "receipt": plain(self.result.receipt),
        }


def read_receipt(text: bytes | str) -> dict[str, Any]:
    """Read a receipt, or a whole result that carries one, from JSON.

    Raises
    ------
    ReceiptError
        It is neither; the message says what is missing.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ReceiptError(reason="not JSON") from None
    body = value.get("receipt", value) if isinstance(value, dict) else None
    if not isinstance(body, dict):
        raise ReceiptError(reason="not a JSON object")
    for name, kind in MEMBERS.items():
        if not isinstance(body.get(name), kind):
            raise ReceiptError(reason=f"'{name}' is missing or no {kind.__name__}")
    return {**body, "rows": _recorded_rows(value)}


def replay(database: Database, receipt: Mapping[str, Any]) -> Replay:
    """Compute again what `receipt` (see `read_receipt`) tells of.

    Raises
    ------
    ReceiptError
        The receipt names what no result names.
    UnknownAnalysisError, UnknownAreaError, ParameterError
        There is no such analysis, area or parameter any more.
    """
    analysis = find_analysis(receipt["analysis"])
    with database.snapshot() as connection:
        inputs, versions = _inputs(connection, database, receipt)
    with on_day(_day(receipt)):
        result = run(
            database,
            analysis.id,
            receipt["area"],
            _parameters(analysis.parameters, receipt["parameters"]),
            versions=versions,
        )
    recorded = receipt["result_sha256"]
    same = recorded == result.receipt["result_sha256"]
    differences = [] if same else _differences(receipt["rows"], result)
    return Replay(same, inputs, result, recorded, differences)


def _parameters(model: type[Parameters], stated: Mapping[str, Any]) -> Parameters:
    """Return the parameters as they were resolved; what a result states beside them is left out."""
    known = {k: v for k, v in stated.items() if k in model.model_fields and v is not None}
    asked = {k: v for k, v in known.items() if model.derived.get(k) not in known}
    return parse(model, asked.items())


def _day(receipt: Mapping[str, Any]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(receipt["as_of"])
    except (KeyError, TypeError, ValueError):
        return None


def _inputs(
    connection: Connection, database: Database, receipt: Mapping[str, Any]
) -> tuple[list[Input], dict[str, int]]:
    """Compare every input with what it was; return also the versions to compute from."""
    slug = receipt["area"]
    digest = area_digest(store.read_area(connection, slug))
    found = [_judged("area", receipt.get("area_sha256"), digest)]
    versions: dict[str, int] = {}
    for entry in receipt["layers"]:
        layer, version, recorded = _layer_entry(entry)
        if layer in RASTERS:
            one, usable = _raster(connection, database, slug, (layer, version, recorded))
        else:
            one, usable = _layer(connection, slug, layer, version, recorded)
        found.append(one)
        if usable is not None:
            versions[layer] = usable
    known = database.standards.all()
    for entry in receipt.get("standards", ()):
        name = str(entry.get("standard"))
        now = database.standards.digest(name) if name in known else None
        found.append(_judged(f"standard {name}", entry.get("sha256"), now))
    software = f"{receipt.get('software')} {receipt.get('software_version')}"
    found.append(_judged("software", software, f"{SOFTWARE} {VERSION}"))
    return found, versions


def _layer_entry(entry: Any) -> tuple[str, int, str | None]:
    if not isinstance(entry, dict) or not isinstance(entry.get("version"), int):
        raise ReceiptError(reason="a layer without a version")
    if entry.get("layer") not in INPUTS:
        raise ReceiptError(reason=f"no layer is called '{entry.get('layer')}'")
    return str(entry["layer"]), entry["version"], entry.get("sha256")


def _layer(
    connection: Connection, slug: str, layer: str, version: int, recorded: str | None
) -> tuple[Input, int | None]:
    """Compare one layer; return also the version to compute from, None for the newest."""
    name, told = f"layer {layer}", f"v{version} {_short(recorded)}"
    newest = store.layer_status(connection, slug, layer).version
    digest = store.fingerprint(connection, slug, layer) if newest else None
    now = f"v{newest} {_short(digest)}"
    if digest == recorded:
        return Input(name, "unchanged", told, now), None
    try:
        kept, _ = fingerprint_at(connection, slug, layer, version)
    except UnknownVersionError:
        return Input(name, "lost", told, now), None
    # A layer without a version has no hash: it was empty, and can be empty again.
    if kept == recorded or (recorded is None and version == 0):
        return Input(name, "changed", told, now), version
    return Input(name, "altered", told, f"v{version} {_short(kept)}"), version


def _raster(
    connection: Connection, database: Database, slug: str, entry: tuple[str, int, str | None]
) -> tuple[Input, int | None]:
    """Compare one raster as `_layer` does a layer; only the newest of each kind is kept."""
    layer, version, recorded = entry
    now = read_raster(connection, slug, RASTERS[layer], folder=database.rasters)
    digest = now.sha256 if now else None
    name, told = f"raster {RASTERS[layer]}", f"v{version} {_short(recorded)}"
    found = f"v{now.version if now else 0} {_short(digest)}"
    if digest == recorded:
        return Input(name, "unchanged", told, found), None
    if recorded is None:
        # There was none: it can be left out again.
        return Input(name, "changed", told, found), 0
    return Input(name, "altered" if now else "lost", told, found), None


def _judged(name: str, recorded: str | None, found: str | None) -> Input:
    if found is None:
        return Input(name, "lost", _short(recorded), "-")
    state: State = "unchanged" if found == recorded else "altered"
    return Input(name, state, _short(recorded), _short(found))


def _short(digest: str | None) -> str:
    return digest[:12] if digest else "-"


def _recorded_rows(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a result in JSON or GeoJSON; a bare receipt has none."""
    features = value.get("features")
    rows = [one.get("properties") for one in features] if isinstance(features, list) else None
    found = value.get("rows") if rows is None else rows
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _differences(recorded: list[dict[str, Any]], result: Result) -> list[dict[str, Any]]:
    """Return the values that differ, row by row, as far as the file holds rows."""
    found: list[dict[str, Any]] = []
    computed = records(result.table) if recorded else []
    for at, (old, new) in enumerate(zip(recorded, computed, strict=False)):
        for name in {**old, **new}:
            pair = steady({name: old.get(name)}), steady({name: new.get(name)})
            if pair[0] != pair[1]:
                found.append(
                    {
                        "row": old.get("id", at + 1),
                        "field": name,
                        "recorded": old.get(name),
                        "computed": new.get(name),
                    }
                )
    return found[:MOST_DIFFERENCES]
