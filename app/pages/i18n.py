"""Page texts in the reader's language: Flask-Babel with the choice of `app.language`."""

from flask import Flask, Response, request
from flask_babel import Babel

from app.language import COOKIE, LANGUAGES, request_language

YEAR = 365 * 24 * 3600


def locale() -> str:
    """Return the Babel locale of the current request."""
    return request_language()


def remember(response: Response) -> Response:
    """Keep a language that was asked for by `?lang=` on a page in a cookie."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and response.mimetype == "text/html":
        response.set_cookie(COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def init_app(app: Flask) -> None:
    """Translate the pages of `app`."""
    Babel(app, locale_selector=locale, default_translation_directories="translations")
    app.after_request(remember)
