"""What clients say in headers and libraries misread: put right before anything reads it.

A condition whose date cannot be read is none (RFC 9110, 13.1); a coding with the weight 0 is
refused by the client and must not be sent (RFC 9110, 12.5.3).
"""

from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from flask import Flask, current_app, request
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

DATED = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
TAGS = ('"', 'W/"')


def is_date(text: str) -> bool:
    """Say whether a date of a header can be read, and compared with others."""
    try:
        parsedate_to_datetime(text).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def drop_unreadable_dates(environ: "WSGIEnvironment") -> None:
    """Remove conditions whose date is none; without its condition a range is not asked for."""
    for name in DATED:
        if not is_date(environ.get(name, "")):
            environ.pop(name, None)
    unless = environ.get("HTTP_IF_RANGE", "").strip()
    if unless and not unless.startswith(TAGS) and not is_date(unless):
        environ.pop("HTTP_IF_RANGE")
        environ.pop("HTTP_RANGE", None)


def without_refused(accepted: str, ours: Sequence[str]) -> str:
    """Return the codings of an `Accept-Encoding` that may be sent, with their weights.

    `ours` are those that this service knows; `*` stands for those of them that are not named.
    """
    weights = dict[str, float]()
    for coding, weight in parse_accept_header(accepted):
        weights.setdefault(coding.lower(), weight)
    every = weights.pop("*", 0.0)
    weights = {**dict.fromkeys(ours, every), **weights}
    return ", ".join(f"{name};q={weight:g}" for name, weight in weights.items() if weight > 0)


def mend() -> None:
    """Put the headers of the current request right."""
    drop_unreadable_dates(request.environ)
    accepted = request.environ.get("HTTP_ACCEPT_ENCODING")
    if accepted:
        ours: Sequence[str] = current_app.config["COMPRESS_ALGORITHM"]
        request.environ["HTTP_ACCEPT_ENCODING"] = without_refused(accepted, ours)


def init_app(app: Flask) -> None:
    """Put the headers right before every view of `app`."""
    app.before_request(mend)
