"""Which other sites may read the API from scripts of their own: an operator's setting.

Reading only (GET and HEAD), and never with cookies: what a person stored under this site stays
out of reach of others. Nothing is allowed that the setting does not name.
"""

import re

from flask import Flask, Response, request
from flask_cors import CORS

from app.config import SettingError, Settings
from app.guards.hosts import HIGHEST_PORT, HOST

EVERYONE = "*"
API = "/api/"
SITE = re.compile(r"(https?)://(.+)", re.ASCII | re.IGNORECASE)
OWN_PORT = {"http": "80", "https": "443"}
READING = ("GET", "HEAD", "OPTIONS")
TOLD = ("ETag", "Content-Disposition", "Content-Language", "Retry-After")


def origins_of(settings: Settings) -> list[str]:
    """Return the sites that the setting names, written as browsers write them.

    Raises
    ------
    SettingError
        One of them is no origin: scheme and one host, without a path.
    """
    names = [part.strip() for part in settings.cross_origins.split(",") if part.strip()]
    return [name if name == EVERYONE else _origin(name) for name in names]


def _origin(name: str) -> str:
    scheme, rest = found.groups() if (found := SITE.fullmatch(name)) else ("", "")
    host = HOST.fullmatch(rest)
    if host is None or not 0 < int(host[2] or 80) <= HIGHEST_PORT:
        raise SettingError(
            f"SHEQU_CORS_ORIGINS={name!r}: accepted: * alone, or sites, each by its own name, such"
            " as https://map.example.org (no path; names of other scripts as xn--...)"
        )
    scheme = scheme.lower()
    port = "" if host[2] in {None, OWN_PORT[scheme]} else f":{int(host[2])}"
    return f"{scheme}://{host[1].lower()}{port}"


def init_app(app: Flask) -> None:
    """Let the named sites read the API of `app`."""
    settings: Settings = app.config["SETTINGS"]
    origins = origins_of(settings)
    if not origins:
        return
    # As patterns of ours: the library would read names that hold [ or ? as patterns of its own.
    exact = [re.compile(re.escape(one) + r"\Z", re.IGNORECASE) for one in origins]
    CORS(
        app,
        resources={f"{API}.*": {"origins": EVERYONE if EVERYONE in origins else exact}},
        methods=list(READING),
        expose_headers=list(TOLD),
        supports_credentials=False,
        send_wildcard=EVERYONE in origins,
        vary_header=False,
        max_age=600,
    )
    if EVERYONE not in origins:
        app.after_request(_vary)


def _vary(response: Response) -> Response:
    """Tell caches that another site is answered otherwise, also where this one is told nothing."""
    if request.path.startswith(API):
        response.vary.add("Origin")
    return response
