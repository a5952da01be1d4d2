"""What the address of a request may hold: no NUL, each parameter once, a language there is."""

from collections import Counter

from flask import Flask, abort, request

from app.language import LANGUAGES
from app.params import REPEATED, accepted_values, refuse, short
from app.problems.errors import Fault, ParameterError
from layers.text import Text

NUL = "\x00"
ONCE = Text("每个参数只给出一次", "accepted: each parameter once")
NO_NUL = Text("可用：不含空字符（%00）的文字", "accepted: text without the character %00")


def require_plain_path() -> None:
    """Answer 404 where the path holds NUL: nothing can be called so."""
    if NUL in request.path:
        abort(404)


def require_plain_query() -> None:
    """Refuse parameters that are repeated, hold NUL, or ask for a language that is not there.

    Raises
    ------
    ParameterError
        Lists every such parameter.
    """
    counts = Counter(name for name, _ in request.args.items(multi=True))
    faults = [
        Fault(short(name), REPEATED, ONCE, "repeated")
        for name, count in counts.items()
        if count > 1
    ]
    for name, value in request.args.items():
        if NUL in name or NUL in value:
            faults += refuse(short(name), value, NO_NUL).faults
    asked = request.args.get("lang")
    if asked is not None and asked not in LANGUAGES:
        faults += refuse("lang", asked, accepted_values(LANGUAGES)).faults
    if faults:
        raise ParameterError(*faults)


def init_app(app: Flask) -> None:
    """Look at the address of every request before anything else reads it."""
    app.before_request(require_plain_path)
    app.before_request(require_plain_query)
