"""What the views ask to be computed: looked up, estimated, and only then handed on."""

import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from flask import current_app, request

from app.analyses.cost.refusal import admitted
from app.analyses.ground.cost import Ceiling, Cost
from app.analyses.ground.facilities import today
from app.analyses.ground.model import Analysis
from app.answers.replies import tag
from app.cache import ENTRY_BYTES
from app.compute import Answer, Compute, Question
from app.compute.messages import is_closed
from app.config import Settings
from app.database import current_database
from app.language import request_language
from app.pages.drawing import Drawing, draw
from app.params import bounded, parse
from app.services.inputs import read_state, sizes_of

LIGHT_SECONDS = 8.0
"""An analysis that is estimated to take longer waits in the lane of the heavy ones.

Estimates are those of the first question after a start, from layers that are yet to be read: what
is warm takes a hundredth of it. Coverage of a district is light by this, gaps and siting are not.
"""
ASSUMED_SECONDS = 1.0
LANGUAGE_FORMS = frozenset({"xlsx", "svg"})


def current_compute() -> Compute:
    """Return who computes for the application at work."""
    return cast("Compute", current_app.extensions["compute"])


def ceiling() -> Ceiling:
    """Return the most that one request may cost."""
    settings = current_settings()
    return Ceiling.of_process(settings.request_seconds, settings.request_memory)


def ask_analysis(
    analysis: Analysis[Any],
    slug: str,
    pairs: Sequence[tuple[str, str]],
    *,
    form: str,
    language: str,
) -> Answer:
    """Return an analysis of an area in the format `form`: kept, or computed elsewhere.

    Raises
    ------
    ParameterError
        A parameter is not accepted.
    TooCostlyError
        The estimate is above the ceiling; says what would be accepted.
    ComputedProblemError, ComputeError
        The computation refused, or could not be made.
    """
    parameters = bounded(parse(analysis.parameters, pairs), current_settings().solver_seconds)
    database = current_database()
    spoken = language if form in LANGUAGE_FORMS else ""
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        if analysis.resolve is not None:
            parameters = analysis.resolve(connection, slug, parameters)
        key = tag(
            analysis.id, parameters, slug, state.key, sorted(state.versions.items()),
            database.standards.stamp(), today(), form, spoken,
        )  # fmt: skip
        kept: Answer | None = database.cache.get(("answer", key))
        if kept is not None:
            return kept
        sizes = sizes_of(connection, state, database.cache)
    allowed = admitted(analysis, sizes, parameters, ceiling())
    cost: Cost = analysis.estimate(sizes, allowed)
    values = {
        "analysis": analysis.id,
        "area": slug,
        "pairs": [list(pair) for pair in pairs],
        "time_limit": getattr(allowed, "time_limit", None),
        "form": form,
        "language": language,
    }
    answer = ask(
        "analysis", values, key=key, heavy=cost.seconds > LIGHT_SECONDS, seconds=cost.seconds
    )
    database.cache.put(("answer", key), answer, size=len(answer.body) + ENTRY_BYTES)
    return answer


def ask(
    task: str,
    values: Mapping[str, Any],
    *,
    key: str,
    heavy: bool = True,
    seconds: float = ASSUMED_SECONDS,
    body: bytes = b"",
) -> Answer:
    """Hand a task on for the client of this request, and wait for the answer."""
    question = Question(
        task, values, key=key, heavy=heavy, seconds=seconds, client=_client(), body=body
    )
    return current_compute().ask(question, left=has_left(request.environ))


def drawn(slug: str) -> Drawing:
    """Return the map of an area, whose features are read and written elsewhere."""
    values = {"area": slug, "language": request_language()}
    return draw(
        current_database(),
        slug,
        features=lambda key: ask("map", values, key=key, heavy=False).body,
    )


def has_left(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return a function that says whether the client of a request has closed its connection.

    Known where gunicorn hands the socket on; elsewhere nobody leaves.
    """
    given = environ.get("gunicorn.socket")
    connection = getattr(given, "inner", given)  # the one that is kept to a pace stands around it

    def left() -> bool:
        return isinstance(connection, socket.socket) and is_closed(connection)

    return left


def _client() -> str:
    return request.remote_addr or ""


def current_settings() -> Settings:
    """Return the settings of the application at work."""
    return cast("Settings", current_app.config["SETTINGS"])
