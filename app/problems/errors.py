"""One table from error to status; RFC 9457 problem+json for programs, a page for people."""

import json
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from app.guards.bodies import (
    BodyTooLargeError,
    BodyTypeError,
    ForeignSiteError,
    MalformedBodyError,
    SlowBodyError,
)
from app.guards.hosts import MissingHostError, UntrustedHostError
from app.guards.strict_json import JsonError
from app.language import request_language
from app.problems import overload
from app.problems.database_problems import UNAVAILABLE, cause_of
from app.problems.no_plan import NoPlanError
from app.problems.not_served import NotServedError
from app.problems.representations import (
    NotAcceptableError,
    PageChangedError,
    TilesChangedError,
)
from app.problems.standard_texts import spoken
from app.problems.titles import HTTP_SLUGS, TITLES
from layers import errors as layer_errors
from layers.catalogue import LAYER_TYPES
from layers.edits import FeatureChangedError, NoStepError
from layers.postgis.own_kinds import UnknownKindError
from layers.postgis.revision import SchemaError
from layers.store.rasters import KINDS, raster_layer
from layers.store.scenario_records import NameTakenError, TooManyDeletedError, UnknownRevisionError
from layers.store.scenarios import ScenarioChangedError, ScenarioExistsError, UnknownScenarioError
from layers.text import Text, visible
from layers.tiles import UnknownTileError
from spatial.errors import SpatialError, StandardError

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one parameter, and what is accepted instead.

    `titles` says what is accepted in the words of the forms, for pages that people read.
    """

    parameter: str
    detail: Text
    accepted: Text
    code: str = "not-accepted"
    titles: Text | None = None

    def listed(self, language: str) -> str:
        """Return what is accepted as a page says it."""
        return (self.titles or self.accepted).in_language(language)


MOST_FAULTS = 100
MORE_FAULTS = Fault(
    "…",
    Text("还有其他错误，未列出", "has more faults, which are not listed"),
    Text("请先改正以上各处", "mend those above first"),
)


class ParameterError(Exception):
    """A request names a parameter or a value that is not accepted; lists the first 100 faults."""

    def __init__(self, *faults: Fault) -> None:
        if len(faults) > MOST_FAULTS + 1:
            faults = (*faults[:MOST_FAULTS], MORE_FAULTS)
        super().__init__("; ".join(f"{f.parameter}: {f.detail.en}" for f in faults))
        self.faults = faults

    @property
    def status(self) -> int:
        """422 when every value could be read but none is accepted, else 400."""
        return 422 if all(fault.code == "not-accepted" for fault in self.faults) else 400


class TooCostlyError(ParameterError):
    """A request would take more time or memory than one may; the faults say what may be asked.

    `told` says how much it would take. Where no change of parameters is enough there are no faults.
    """

    def __init__(self, told: Text, *faults: Fault) -> None:
        super().__init__(*faults)
        self.told = told

    def __str__(self) -> str:
        """Return what is told, for logs and terminals."""
        return self.told.en

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how it is made anew in another process."""
        return type(self), (self.told, *self.faults)

    @property
    def status(self) -> int:
        """Every value could be read: 422."""
        return 422


class UnknownAnalysisError(layer_errors.LayerError, LookupError):
    """No analysis has this id."""

    message = Text(
        "没有名为“{analysis}”的分析；可用：{accepted}",
        "no analysis is called '{analysis}'; accepted: {accepted}",
    )


class MissingLayerError(layer_errors.LayerError):
    """The analysis needs a layer that holds nothing yet."""

    message = Text(
        "区域“{area}”的图层“{layer}”还没有数据；请先导入",
        "layer '{layer}' of area '{area}' holds nothing yet; import it first",
    )

    def text(self, language: str) -> str:
        """Return the message with the title of the layer, and the command that fills it."""
        layer, area = self.details.get("layer"), self.details.get("area")
        if layer == raster_layer("population"):
            return self._raster_text(language)
        if layer not in LAYER_TYPES:
            return super().text(language)
        titled = {**self.details, "layer": LAYER_TYPES[str(layer)].title}
        told = self.message.in_language(language, **titled)
        file = Text("文件", "FILE").in_language(language)
        how = Text("：{command}", ": {command}")
        return told + how.in_language(
            language, command=f"flask layers import {area} {layer} {file}"
        )

    def _raster_text(self, language: str) -> str:
        """Return the message for the raster that counts people."""
        kind = "population"
        told = self.message.in_language(language, **{**self.details, "layer": KINDS[kind]})
        how = Text(
            "{told}：flask rasters import {area} {kind} 文件",
            "{told}: flask rasters import {area} {kind} FILE",
        )
        return how.in_language(language, told=told, area=self.details.get("area"), kind=kind)


class NoPeopleError(layer_errors.LayerError):
    """Nobody is known to live in the area, so that serving people means nothing."""

    message = Text(
        "区域“{area}”没有人口数据，无法计算服务多少人；请在社区图层的 {column} 列中填入人口，"
        "再次导入（flask layers import {area} communities 文件 --replace）{or_raster}",
        "area '{area}' holds no population, so that nobody can be served; import communities with"
        " numbers in the column {column} (flask layers import {area} communities FILE --replace)"
        "{or_raster}",
    )


class ImpossibleError(layer_errors.LayerError):
    """No choice meets what is asked; `reason` (a Text) says what would be enough."""

    def text(self, language: str) -> str:
        """Return the reason in `language`."""
        reason = self.details["reason"]
        return reason.in_language(language) if isinstance(reason, Text) else str(reason)


class ReceiptError(layer_errors.LayerError):
    """The file is no receipt, or one of something that cannot be recomputed."""

    message = Text("这不是可重算的凭据：{reason}", "not a receipt to replay: {reason}")


class UnguardedError(layer_errors.LayerError):
    """A write does not say which state it rests on, so that it could undo another's unseen."""

    message = Text(
        "修改或删除“{what}”须带 If-Match：所读取内容的 ETag，或用 * 表示不论现状",
        "to change or delete '{what}' send If-Match: the ETag of what was read, or * for whatever"
        " there is",
    )


@dataclass(frozen=True)
class ProblemDocument:
    """What RFC 9457 asks for, with the title and detail already in the reader's language."""

    status: int
    slug: str
    title: str
    detail: str
    faults: list[dict[str, str]] = field(default_factory=list)
    retry_after: int | None = None

    def body(self, instance: str) -> dict[str, Any]:
        """Return the members of the JSON object."""
        members: dict[str, Any] = {
            "type": f"urn:shequ:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        return members | ({"errors": self.faults} if self.faults else {})


class ComputedProblemError(Exception):
    """A computing process refused: `problem` is what it told, in the language of the question."""

    def __init__(self, problem: ProblemDocument) -> None:
        super().__init__(problem.detail)
        self.problem = problem


# The first class that matches wins: derived classes stand before their bases.
STATUS: tuple[tuple[type[layer_errors.LayerError] | type[SpatialError], int, str], ...] = (
    (UntrustedHostError, 400, "host"),
    (MissingHostError, 400, "host"),
    (ForeignSiteError, 403, "foreign-site"),
    (BodyTypeError, 415, "body-type"),
    (BodyTooLargeError, 413, "too-large"),
    (SlowBodyError, 408, "too-slow"),
    (MalformedBodyError, 400, "malformed-body"),
    (JsonError, 400, "request"),
    (layer_errors.UnknownAreaError, 404, "not-found"),
    (layer_errors.UnknownLayerError, 404, "not-found"),
    (layer_errors.UnknownFeatureError, 404, "not-found"),
    (UnknownKindError, 404, "not-found"),
    (UnknownAnalysisError, 404, "not-found"),
    (UnknownScenarioError, 404, "not-found"),
    (UnknownRevisionError, 404, "not-found"),
    (NotAcceptableError, 406, "not-acceptable"),
    (PageChangedError, 409, "conflict"),
    (TilesChangedError, 409, "conflict"),
    (UnknownTileError, 404, "not-found"),
    (ScenarioExistsError, 409, "conflict"),
    (NameTakenError, 409, "conflict"),
    (TooManyDeletedError, 409, "conflict"),
    (UnguardedError, 428, "unguarded"),
    (ScenarioChangedError, 412, "conflict"),
    (FeatureChangedError, 412, "conflict"),
    (NoStepError, 409, "conflict"),
    (NoPlanError, 409, "no-plan"),
    (MissingLayerError, 409, "missing-layer"),
    (NoPeopleError, 409, "missing-layer"),
    (ImpossibleError, 422, "not-computable"),
    (layer_errors.AreaExistsError, 409, "conflict"),
    (layer_errors.NothingToUndoError, 409, "conflict"),
    (layer_errors.VersionConflictError, 412, "conflict"),
    (overload.TooManyQuestionsError, 429, "too-many"),
    (overload.BusyError, 503, "busy"),
    (overload.ComputeUnavailableError, 503, "compute-unavailable"),
    (overload.TooSlowError, 504, "timeout"),
    (overload.OutOfMemoryError, 422, "too-costly"),
    (overload.AnswerTooLongError, 422, "too-costly"),
    (overload.CrashedError, 503, "compute-unavailable"),
    (NotServedError, 503, "not-served"),
    (SchemaError, 503, "schema"),
    (layer_errors.ServerError, 503, "database-unavailable"),
    (layer_errors.LayerError, 422, "data-refused"),
    (StandardError, 422, "data-refused"),
    (SpatialError, 422, "not-computable"),
)
UNEXPECTED = Text("服务内部出错，已记录在日志中", "something went wrong inside; it has been logged")
FOUND_NOTHING = Text(
    "这个地址下没有内容；接口清单见 /api/v1/openapi.json",
    "there is nothing at this address; /api/v1/openapi.json lists what there is",
)
LOGGED = {"storage-full", "read-only", "schema"}
"""What an administrator has to mend: the log tells the path or table that the answer does not."""
SUMMARY = Text(
    "请求中有 {count} 处参数不可接受", "{count:parameter is|parameters are} not accepted"
)


def describe(error: Exception, language: str, *, page: bool = False) -> ProblemDocument:
    """Turn any error into the problem that is told to the outside: no trace, path or SQL.

    A `page` lists what is accepted by its titles, programs get the values themselves.
    """
    if isinstance(error, ComputedProblemError):
        return error.problem
    if isinstance(error, ParameterError):
        return _parameter_problem(error, language, page=page)
    for kind, status, slug in STATUS:
        if isinstance(error, kind):
            text = getattr(error, "text", None)
            detail = text(language) if text else spoken(error, language)
            if isinstance(error, layer_errors.ServerError):
                # Its own words name folders and addresses: for the terminal, not for the web.
                detail = UNAVAILABLE.in_language(language)
            retry = getattr(error, "retry_after", None)
            return _problem(status, slug, detail, language, retry=retry)
    if isinstance(error, HTTPException):
        return _http_problem(error, language)
    cause = cause_of(error)
    if cause is not None:
        return _problem(cause.status, cause.slug, cause.detail.in_language(language), language)
    return _problem(500, "internal", UNEXPECTED.in_language(language), language)


def _problem(
    status: int, slug: str, detail: str, language: str, *, retry: int | None = None
) -> ProblemDocument:
    if retry is None and status == HTTPStatus.SERVICE_UNAVAILABLE:
        retry = overload.RETRY_SECONDS
    return ProblemDocument(
        status, slug, TITLES[slug].in_language(language), detail, retry_after=retry
    )


def _parameter_problem(error: ParameterError, language: str, *, page: bool) -> ProblemDocument:
    faults = [
        {
            "parameter": fault.parameter,
            "code": fault.code,
            "detail": fault.detail.in_language(language),
            "accepted": fault.listed(language) if page else fault.accepted.in_language(language),
            # Programs send values, and our own pages show people what these are called.
            **({"accepted_titles": fault.titles.in_language(language)} if fault.titles else {}),
        }
        for fault in error.faults
    ]
    if isinstance(error, TooCostlyError):
        title = TITLES["too-costly"].in_language(language)
        return ProblemDocument(
            error.status, "too-costly", title, error.told.in_language(language), faults
        )
    first = faults[0]
    detail = f"{first['parameter']}: {first['detail']} ({first['accepted']})"
    if len(faults) > 1:
        count = f"> {MOST_FAULTS}" if error.faults[-1] == MORE_FAULTS else len(faults)
        detail = SUMMARY.in_language(language, count=count)
    title = TITLES["parameter"].in_language(language)
    return ProblemDocument(error.status, "parameter", title, detail, faults)


def _http_problem(error: HTTPException, language: str) -> ProblemDocument:
    status = error.code or 500
    slug = HTTP_SLUGS.get(status, "request")
    detail = TITLES[slug].in_language(language)
    if status == HTTPStatus.NOT_FOUND:
        detail = FOUND_NOTHING.in_language(language)
    return _problem(status, slug, detail, language)


def respond(error: Exception) -> Response:
    """Answer the current request with the problem that `error` stands for."""
    if isinstance(error, HTTPException) and (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return cast("Response", Response.force_type(error.get_response(), request.environ))
    language = request_language()
    as_json = _wants_json()
    problem = describe(error, language, page=not as_json)
    if problem.slug == "internal":
        LOG.error("unexpected error at %s", visible(request.path), exc_info=error)
    elif problem.slug in LOGGED:
        LOG.warning("%s at %s: %s", problem.title, visible(request.path), error)
    response = _as_json(problem) if as_json else _as_page(problem, language)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers(request.environ):
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_json() -> bool:
    if request.path.startswith(("/api/", "/tiles/", "/healthz", "/readyz")):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) != "text/html"


def _as_json(problem: ProblemDocument) -> Response:
    body = json.dumps(problem.body(request.path), ensure_ascii=False, indent=1)
    return Response(body, problem.status, content_type="application/problem+json")


def _as_page(problem: ProblemDocument, language: str) -> Response:
    page = render_template("error.html", problem=problem, language=language)
    return Response(page, problem.status, content_type="text/html; charset=utf-8")


def init_app(app: Flask) -> None:
    """Answer every error of `app` by the table above."""
    app.register_error_handler(Exception, respond)
