"""What every response must carry, and what no request may exceed."""

import secrets
from typing import Any

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.compute.shared_limits import SCHEME

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}

UNCOUNTED = "tiles"


def script_nonce() -> str:
    """Return the nonce of this response: only scripts of ours that carry it may run."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    return str(g.script_nonce)


def add_headers(response: Response) -> Response:
    """Add the headers that are not set yet: a map document brings a policy of its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    policy = POLICY.format(nonce=script_nonce())
    response.headers.setdefault("Content-Security-Policy", policy)
    return response


def init_app(app: Flask) -> None:
    """Guard `app`: headers on every response, the nonce in templates, a limit of requests.

    Where a broker runs, it counts for all processes; while it is away each counts alone.
    """
    app.after_request(add_headers)
    app.context_processor(_template_values)
    limit, socket = app.config["RATE_LIMIT"], app.config["SETTINGS"].compute_socket
    if limit:
        Limiter(
            get_remote_address,
            app=app,
            default_limits=[limit],
            headers_enabled=True,
            storage_uri=f"{SCHEME}://{socket}" if socket else "memory://",
            in_memory_fallback_enabled=bool(socket),
            # One view of a map is dozens of tiles, which the browser keeps.
            default_limits_exempt_when=lambda: request.blueprint == UNCOUNTED,
        )


def _template_values() -> dict[str, Any]:
    return {"script_nonce": script_nonce}
