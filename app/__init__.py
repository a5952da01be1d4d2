"""The web: the only code that knows Flask."""

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress

from app import cli, security
from app.compute import BrokerCompute, Compute, LocalCompute
from app.config import Settings, load_settings
from app.database import Database, take_up_kinds
from app.guards import bodies, cross_origin, headers, hosts
from app.pages import i18n
from app.problems import errors
from app.views import addresses

BLUEPRINTS = (
    "app.views.health",
    "app.views.api",
    "app.views.exports",
    "app.views.tiles",
    "app.views.features",
    "app.views.replay",
    "app.views.scenarios",
    "app.views.workbench",
    "app.views.results",
)


def create_app(config: dict[str, Any] | Settings | None = None) -> Flask:
    """Build the application; nothing is connected to before the first request.

    Parameters
    ----------
    config
        Settings, or a mapping of their field names to values that override the environment.
    """
    settings = config if isinstance(config, Settings) else load_settings(**(config or {}))
    app = Flask(__name__)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key(),
        MAX_CONTENT_LENGTH=bodies.MOST_BYTES,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PAGE_LIMIT=settings.page_limit,
        SOLVER_SECONDS=settings.solver_seconds,
        RATE_LIMIT=settings.rate_limit,
        LANGUAGE=settings.language,
        DEFAULT_AREA=settings.default_area,
        COMPRESS_MIMETYPES=[
            "application/json",
            "application/geo+json",
            "application/problem+json",
            "text/html",
            "text/css",
            "text/javascript",
            "text/csv",
            "image/svg+xml",
            "application/vnd.mapbox-vector-tile",
        ],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
    )
    app.extensions["database"] = Database(
        settings.database_url,
        app_url=settings.app_database_url,
        folder=settings.postgres_folder,
        lock_timeout_ms=settings.lock_timeout,
        pool_size=settings.pool_size,
        statement_timeout_ms=settings.statement_timeout,
        cache_bytes=settings.cache_bytes,
    )
    app.extensions["compute"] = _compute(app.extensions["database"], settings)
    Compress(app)
    errors.init_app(app)
    hosts.init_app(app)
    headers.init_app(app)
    addresses.init_app(app)
    cross_origin.init_app(app)
    bodies.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    app.before_request(take_up_kinds)
    cli.init_app(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(name).blueprint)
    return app


def _compute(database: Database, settings: Settings) -> Compute:
    """Return who computes: the broker where one runs, else this process."""
    if settings.compute_socket:
        return BrokerCompute(Path(settings.compute_socket))
    return LocalCompute(database)
