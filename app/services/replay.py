"""Recompute what a receipt tells of, and say which of its inputs are no longer what they were.

Every input is taken as it was (`app.services.replay_inputs`), so a number can be reproduced after
the data have moved on.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.analyses import analysis as find_analysis
from app.analyses.ground.facilities import on_day
from app.analyses.ground.model import Analysis
from app.database import Database
from app.guards.strict_json import JsonError
from app.guards.strict_json import parse as parse_json
from app.jsonable import plain, records
from app.params import Parameters, parse
from app.problems.errors import MissingLayerError, ReceiptError
from app.services.receipts import steady
from app.services.replay_inputs import STATES, RecordedInput, compare
from app.services.run import Result, run
from layers.store.rasters import MissingRasterError
from layers.text import Text

__all__ = ["STATES", "RecordedInput", "Replay", "checked_receipt", "read_receipt", "replay"]

MOST_DIFFERENCES = 50
LONGEST_ID = 200
MOST_BYTES = 1_000_000_000  # of a whole result, which this product wrote
MEMBERS = {"analysis": str, "area": str, "parameters": dict, "layers": list, "result_sha256": str}


@dataclass(frozen=True)
class Replay:
    """What a replay found: the same result or not, each input, and the values that differ.

    `result` is None where an input is gone without which nothing can be computed; `reason` says so.
    """

    reproduced: bool
    inputs: list[RecordedInput]
    result: Result | None
    recorded_sha256: str
    differences: list[dict[str, Any]] = field(default_factory=list)
    reason: Text | None = None

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
                    "changes": plain(one.changes),
                }
                for one in self.inputs
            ],
            "recorded_sha256": self.recorded_sha256,
            "result_sha256": self.result.receipt["result_sha256"] if self.result else None,
            "differences": self.differences,
            "receipt": plain(self.result.receipt) if self.result else None,
            "reason": {"zh": self.reason.zh, "en": self.reason.en} if self.reason else None,
        }


def read_receipt(text: bytes) -> dict[str, Any]:
    """Read a receipt, or a whole result that carries one, from JSON.

    Raises
    ------
    ReceiptError
        It is neither; the message says what is missing.
    """
    try:
        value = parse_json(text, most_bytes=MOST_BYTES)
    except JsonError as error:
        raise ReceiptError(reason=error.details["reason"]) from None
    return checked_receipt(value)


def checked_receipt(value: object) -> dict[str, Any]:
    """Return the receipt in a parsed value (see `read_receipt`). Raises `ReceiptError`."""
    body = value.get("receipt", value) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(body, dict):
        raise ReceiptError(reason=Text("不是 JSON 对象", "not a JSON object"))
    for name, kind in MEMBERS.items():
        if not isinstance(body.get(name), kind):
            zh = f"缺少“{name}”，或其类型不是 {kind.__name__}"
            raise ReceiptError(reason=Text(zh, f"'{name}' is missing or no {kind.__name__}"))
    if not body["area"].isprintable():
        raise ReceiptError(reason=Text("“area”不是名称", "'area' is no name"))
    return {**body, "rows": _recorded_rows(value)}


def replay(
    database: Database,
    receipt: Mapping[str, Any],
    *,
    admit: Callable[[Analysis[Any], Parameters], Parameters] | None = None,
) -> Replay:
    """Compute again what `receipt` (see `read_receipt`) tells of.

    `admit` may refuse the parameters before anything is computed.

    Raises
    ------
    ReceiptError
        The receipt names what no result names.
    UnknownAnalysisError, UnknownAreaError, ParameterError
        There is no such analysis, area or parameter any more.
    """
    analysis = find_analysis(receipt["analysis"])
    with database.snapshot() as connection:
        found = compare(connection, database, receipt)
    recorded = receipt["result_sha256"]
    parameters = _parameters(analysis.parameters, receipt["parameters"])
    if admit is not None:
        # A search keeps the limit that it was recorded with: cut short it might end elsewhere.
        admit(analysis, parameters)
    try:
        with on_day(_day(receipt)):
            result = run(
                database,
                analysis.id,
                receipt["area"],
                parameters,
                versions=found.versions,
                given=found.given,
            )
    except (MissingRasterError, MissingLayerError) as error:
        # An input is gone, and the analysis cannot do without it: the list of inputs names it.
        reason = Text(error.text("zh"), error.text("en"))
        return Replay(
            reproduced=False,
            inputs=found.inputs,
            result=None,
            recorded_sha256=recorded,
            reason=reason,
        )
    same = recorded == result.receipt["result_sha256"]
    differences = [] if same else _differences(receipt["rows"], result)
    return Replay(same, found.inputs, result, recorded, differences)


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


def _recorded_rows(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a result in JSON or GeoJSON; a bare receipt has none."""
    features = value.get("features")
    found = value.get("rows")
    if isinstance(features, list):
        found = [one.get("properties") for one in features if isinstance(one, dict)]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _differences(recorded: list[dict[str, Any]], result: Result) -> list[dict[str, Any]]:
    """Return the values that differ, row by row, as far as the file holds rows."""
    computed = records(result.table) if recorded else []
    return list(islice(_differing(recorded, computed), MOST_DIFFERENCES))


def _is_short(identifier: object) -> bool:
    """Whether it names a row; what a stranger's receipt calls so is told with every difference."""
    return isinstance(identifier, int) or (
        isinstance(identifier, str) and len(identifier) <= LONGEST_ID
    )


def _differing(
    recorded: list[dict[str, Any]], computed: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for at, (old, new) in enumerate(zip(recorded, computed, strict=False)):
        for name in {**old, **new}:
            if steady({name: old.get(name)}) != steady({name: new.get(name)}):
                yield {
                    "row": old["id"] if _is_short(old.get("id")) else at + 1,
                    "field": name,
                    "recorded": old.get(name),
                    "computed": new.get(name),
                }
