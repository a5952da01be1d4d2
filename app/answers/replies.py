"""HTTP answers: content type, file name, strong ETag and 304."""

import hashlib
from typing import Any
from urllib.parse import quote

from flask import Response, request

from app.jsonable import dump
from app.language import request_language
from app.params import FORMATS, negotiated

DOWNLOADS = {"csv", "xlsx", "gpkg"}


def tag(*parts: Any) -> str:
    """Return an ETag: a hash of everything that decides the bytes of an answer."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def unchanged(etag: str) -> Response | None:
    """Return 304 when the client holds this very answer, else None."""
    # Flask-Compress marks its variants with ":gzip" and the like behind the same tag. A cache on
    # the way may have made it weak (W/): whoever asks for news compares weakly (RFC 9110, 13.1.2).
    known = request.if_none_match.as_set(include_weak=True)
    held = {one.split(":")[0] for one in known if one}
    if etag not in held and not request.if_none_match.star_tag:
        return None
    return _cached(Response(status=304), etag)


def reply(body: bytes | str, form: str, *, etag: str, name: str = "") -> Response:
    """Return `body` in the format `form`; files get the name that the browser saves them under."""
    content_type = FORMATS[form]
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    response = Response(body, content_type=content_type)
    if form in DOWNLOADS:
        file = quote(f"{name}.{form}")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return _cached(response, etag)


def json_reply(value: Any) -> Response:
    """Return a small JSON answer that is tagged by its own content.

    Raises
    ------
    NotAcceptableError
        When the client takes no JSON.
    """
    negotiated(("json",), request.headers.get("Accept", ""))
    body = dump(value)
    etag = tag(body)
    return unchanged(etag) or reply(body, "json", etag=etag)


def _cached(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    # Stored, but asked for again each time: a 304 is cheap and never stale.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Language"] = request_language()
    response.vary.update({"Accept", "Accept-Language", "Accept-Encoding"})
    return response
