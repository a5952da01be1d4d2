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
    return _preferred() or str(current_app.config.get("LANGUAGE", LANGUAGES[0]))


def _preferred() -> str | None:
    """Return the language that the browser weighs most; en-GB asks for English."""
    for tag, weight in sorted(request.accept_languages, key=lambda one: -one[1]):
        language = tag.replace("_", "-").split("-")[0].lower()
        if weight > 0 and language in LANGUAGES:
            return language
    return None
