"""The language of an answer: `?lang=`, then the cookie, then Accept-Language, then the setting."""

from flask import current_app, has_request_context, request

LANGUAGES = ("zh", "en")
COOKIE = "lang"


def request_language() -> str:
    """Return "zh" or "en" for the current request; an unknown `lang` falls through."""
    if not has_request_context():
        return LANGUAGES[0]
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    default = current_app.config.get("LANGUAGE", LANGUAGES[0])
    return request.accept_languages.best_match(LANGUAGES, default) or LANGUAGES[0]
