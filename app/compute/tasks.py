"""What a computing process can be asked: a table of tasks, each from JSON values to bytes.

The same functions compute in the process that serves where no broker runs (commands, tests).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from app.analyses import analysis as find_analysis
from app.analyses.cost.refusal import admitted
from app.analyses.ground.cost import Ceiling, read_sizes
from app.answers.answer_size import require_small
from app.answers.files import write_result
from app.answers.replies import tag
from app.database import Database
from app.jsonable import dump
from app.pages.drawing import map_features
from app.params import parse
from app.problems.overload import AnswerTooLongError
from app.services.inputs import StoredInputs, read_state
from app.services.replay import read_receipt, replay
from app.services.run import run
from layers import store
from layers.catalogue import layer_type
from layers.formats.owned_folders import owned_folder
from layers.intake.round_trip import export
from layers.problems import Problem

MOST_LOSSES = 20
"""Losses that are told with a file; a column has at most two."""
MOST_ANSWER = 64_000_000
"""Bytes of the longest answer: a greater one would be held by every process on its way."""


@dataclass(frozen=True)
class Answer:
    """The bytes that were asked for; `etag` is the same for the same bytes.

    `losses` says, in Chinese and in English, what the file does not hold of what was asked for.
    """

    etag: str
    body: bytes
    losses: tuple[tuple[str, str], ...] = ()


Task = Callable[[Database, Mapping[str, Any], bytes], Answer]


def analyze(database: Database, values: Mapping[str, Any], _body: bytes) -> Answer:
    """Compute one analysis of one area, and write it in the format asked for."""
    analysis = find_analysis(values["analysis"])
    parameters = parse(analysis.parameters, [(name, value) for name, value in values["pairs"]])
    if values.get("time_limit") is not None:
        parameters = parameters.model_copy(update={"time_limit": values["time_limit"]})
    result = run(database, analysis.id, values["area"], parameters)
    form, language = values["form"], values["language"]
    require_small(result, form)
    receipt = {k: v for k, v in result.receipt.items() if k != "computed_at"}
    body = write_result(result, form, language=language)
    return _bounded(tag(receipt, form, language if form in {"xlsx", "svg"} else ""), body)


def export_layer(database: Database, values: Mapping[str, Any], _body: bytes) -> Answer:
    """Write the features of a layer as a file."""
    kind = layer_type(values["layer"])
    bbox = values["bbox"]
    with database.snapshot() as connection:
        frame = store.read_layer(
            connection,
            values["area"],
            kind.id,
            bbox=tuple(bbox) if bbox else None,
            limit=values["limit"],
            offset=values["offset"],
        )
    with owned_folder() as folder:
        path = folder / f"{kind.id}.{values['form']}"
        problems = export(frame, path, kind)
        answer = _bounded(values["etag"], path.read_bytes())
    losses = tuple((_loss(one, "zh"), _loss(one, "en")) for one in problems[:MOST_LOSSES])
    return replace(answer, losses=losses)


def _loss(problem: Problem, language: str) -> str:
    return ": ".join(filter(None, [problem.place(language), problem.text(language)]))


def replay_receipt(database: Database, values: Mapping[str, Any], body: bytes) -> Answer:
    """Compute anew what a receipt tells of, where that is within the ceiling of one request."""
    receipt = read_receipt(body)
    ceiling = Ceiling.of_process(values["seconds"], values["memory"])
    found = replay(database, receipt, admit=_admission(database, receipt["area"], ceiling))
    answer = dump(found.members()).encode()
    return _bounded(tag(answer), answer)


def farthest_place(database: Database, values: Mapping[str, Any], _body: bytes) -> Answer:
    """Return a place (degrees) in the community farthest from a facility, or null."""
    facility = values["facility"]
    with database.snapshot() as connection:
        state = read_state(connection, values["area"])
        inputs = StoredInputs(connection, state, cache=database.cache, standards=database.standards)
        place = None
        if inputs.holds("communities") and inputs.holds(facility):
            homes = inputs.metric("communities").representative_point()
            sites = shapely.STRtree(inputs.metric(facility).geometry.to_numpy())
            found = sites.query_nearest(homes.to_numpy(), return_distance=True, all_matches=False)
            shape = inputs.lonlat("communities").iloc[int(found[1].argmax())].geometry
            point = shape.representative_point()
            place = [point.x, point.y]
    body = json.dumps(place).encode()
    return Answer(tag(body), body)


def draw_map(database: Database, values: Mapping[str, Any], _body: bytes) -> Answer:
    """Write the features that travel with the map of an area."""
    body = map_features(database, values["area"])
    return _bounded(tag(body), body)


TASKS: dict[str, Task] = {
    "analysis": analyze,
    "layer": export_layer,
    "replay": replay_receipt,
    "farthest": farthest_place,
    "map": draw_map,
}


def _admission(database: Database, area: str, ceiling: Ceiling) -> Callable[[Any, Any], Any]:
    def admit(analysis: Any, parameters: Any) -> Any:
        with database.snapshot() as connection:
            sizes = read_sizes(connection, area)
        return admitted(analysis, sizes, parameters, ceiling)

    return admit


def _bounded(etag: str, body: bytes | str) -> Answer:
    told = body.encode() if isinstance(body, str) else body
    if len(told) > MOST_ANSWER:
        raise AnswerTooLongError(megabytes=MOST_ANSWER // 1_000_000)
    return Answer(etag, told)
