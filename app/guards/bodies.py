"""The one door for what is sent to this service: who may send, in which form, and how much.

`guard` stands before every view; `read_json` is the only way to a body.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import ClientDisconnected

from app.guards import strict_json
from layers.errors import LayerError
from layers.text import Text

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1_000_000
MOST_BYTES = MEGABYTE
JSON = "application/json"
View = TypeVar("View", bound=Callable[..., Any])


class ForeignSiteError(LayerError):
    """A page of another site asked the reader's browser to send this."""

    message = Text(
        "只有本服务自己的页面或程序可以发送数据；这个请求来自 {site}",
        "only pages of this very service, and programs, may send data; this comes from {site}",
    )


class BodyTypeError(LayerError):
    """The body is not sent as plain JSON."""

    message = Text(
        "请求体须为 application/json（UTF-8、不压缩）；收到的是 {found}",
        "a body must be application/json, in UTF-8 and not compressed; found: {found}",
    )


class BodyTooLargeError(LayerError):
    """The body is longer than this address takes."""

    message = Text(
        "请求体超过 {most:g} MB，这个地址不接受更大的",
        "the body exceeds the {most:g} MB taken here",
    )


class SlowBodyError(LayerError):
    """The body stopped coming, or came in drips."""

    message = Text("请求体传送过慢或中断", "the body came too slowly, or broke off")


class MalformedBodyError(LayerError):
    """The chunks of the body are none."""

    message = Text(
        "请求体的分块（Transfer-Encoding: chunked）格式有误；可改用 Content-Length 发送",
        "the chunks of the body (Transfer-Encoding: chunked) are malformed; accepted as well:"
        " a body with Content-Length",
    )


def takes(most: int = MOST_BYTES, *, types: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let a view take a JSON body of up to `most` bytes, also under other names of JSON (`types`).

    Without this it is 1 MB of application/json.
    """

    def marked(view: View) -> View:
        view.body_bytes = most  # type: ignore[attr-defined]
        view.body_types = (JSON, *types)  # type: ignore[attr-defined]
        return view

    return marked


def _refuse_other_codings() -> None:
    coding = request.headers.get("Transfer-Encoding")
    if coding is not None and coding.strip().lower() != "chunked":
        raise MalformedBodyError


def guard() -> None:
    """Refuse what is sent by another site, in another form than JSON, or is too much.

    Raises
    ------
    ForeignSiteError, BodyTypeError, BodyTooLargeError
        The request must not be carried out; nothing of its body was read.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "body_bytes", MOST_BYTES)
    request.max_content_length = most + 1  # a body of unknown length is cut there without a word
    _refuse_other_codings()
    if request.routing_exception is not None:
        return  # no view takes it: that there is none, or none for this method, is the answer
    if request.method in SAFE:
        return  # a body would be ignored, and its connection is closed
    _refuse_foreign()
    if (request.content_length or 0) > most:
        raise BodyTooLargeError(most=most / MEGABYTE)
    if _has_body() or request.headers.get("Content-Type"):
        _refuse_other_types(getattr(view, "body_types", (JSON,)))


def read_json() -> Any:
    """Return the value in the body of the current request; counted while it is read.

    Raises
    ------
    BodyTooLargeError, SlowBodyError
        It is longer than the view takes, or did not come to its end.
    MalformedBodyError
        Its chunks are malformed.
    app.guards.strict_json.JsonError
        It is no JSON, or not of the kind that is accepted.
    """
    try:
        body = request.get_data(cache=False)
    except ClientDisconnected:
        # The server marks what it could not read; what merely ends too early is not marked.
        if getattr(request.environ["wsgi.input"], "malformed", False):
            raise MalformedBodyError from None
        raise SlowBodyError from None
    most = (request.max_content_length or 1) - 1
    if len(body) > most:
        raise BodyTooLargeError(most=most / MEGABYTE)
    return strict_json.parse(body)


def _has_body() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def _refuse_foreign() -> None:
    """Refuse what a page of another site sends. Programs say neither of these, and may.

    A form of another site cannot send JSON without asking first, and is never answered; what
    asks nevertheless says where it comes from.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"}:
        raise ForeignSiteError(site=_told(origin or site))
    if origin is not None:
        try:
            asked = urlsplit(origin).netloc
        except ValueError:
            asked = ""
        if asked.lower() != request.host.lower():
            raise ForeignSiteError(site=_told(origin))


def _refuse_other_types(accepted: tuple[str, ...]) -> None:
    kind = request.mimetype
    coding = request.headers.get("Content-Encoding", "identity").lower()
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if kind not in accepted or charset not in {"utf-8", "utf8"}:
        raise BodyTypeError(found=_told(request.headers.get("Content-Type", "-")))
    if coding not in {"", "identity"}:
        raise BodyTypeError(found=_told(f"Content-Encoding: {coding}"))


def _told(text: str) -> str:
    """Return what a client said so that it can be shown."""
    return "".join(one if one.isprintable() else "?" for one in text[:100])


def init_app(app: Flask) -> None:
    """Put the guard before every view of `app`."""
    app.before_request(guard)
