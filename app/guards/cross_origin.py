"""Which other sites may read the API from scripts of their own: an operator's setting.

Reading only (GET and HEAD), and never with cookies: what a person stored under this site stays
out of reach of others. Nothing is allowed that the setting does not name.
"""

from urllib.parse import urlsplit

from flask import Flask
from flask_cors import CORS

from app.config import SettingError, Settings

EVERYONE = "*"
READING = ("GET", "HEAD", "OPTIONS")
TOLD = ("ETag", "Content-Disposition", "Content-Language", "Retry-After")


def origins_of(settings: Settings) -> list[str]:
    """Return the sites that the setting names.

    Raises
    ------
    SettingError
        One of them is no origin: scheme and host, without a path.
    """
    names = [part.strip() for part in settings.cross_origins.split(",") if part.strip()]
    for name in names:
        parts = urlsplit(name)
        plain = parts.scheme in {"http", "https"} and parts.hostname and not parts.path
        if name != EVERYONE and not (plain and not parts.query and not parts.fragment):
            raise SettingError(
                f"SHEQU_CORS_ORIGINS={name!r}: accepted: * or sites such as https://map.example.org"
            )
    return names


def init_app(app: Flask) -> None:
    """Let the named sites read the API of `app`."""
    settings: Settings = app.config["SETTINGS"]
    origins = origins_of(settings)
    if not origins:
        return
    CORS(
        app,
        resources={r"/api/.*": {"origins": EVERYONE if EVERYONE in origins else origins}},
        methods=list(READING),
        expose_headers=list(TOLD),
        supports_credentials=False,
        send_wildcard=EVERYONE in origins,
        max_age=600,
    )
