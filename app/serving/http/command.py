"""The command that serves the application, and the address it answers at."""

import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from app.config import Settings

GUNICORN_SETTINGS = Path(__file__).with_name("gunicorn_settings.py")
GRACE_SECONDS = 30


def arguments(settings: Settings) -> list[str]:
    """Return the command line of gunicorn.

    What decides which hosts are believed goes along as environment, for it may come from options
    of the command that starts the service.
    """
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        f"--config={GUNICORN_SETTINGS}",
        f"--bind={_bracketed(settings.host)}:{settings.port}",
        f"--workers={settings.workers}",
        f"--timeout={settings.request_timeout}",
        f"--graceful-timeout={GRACE_SECONDS}",
        f"--env=SHEQU_HOST={settings.host}",
        f"--env=SHEQU_PUBLIC={int(settings.public)}",
        f"--env=PORT={settings.port}",
    ]


def address(settings: Settings) -> str:
    """Return where a program on this machine reaches the service; every interface has loopback."""
    try:
        known = ip_address(settings.host)
    except ValueError:
        return f"http://{settings.host}:{settings.port}"
    if known.is_unspecified:
        loopback = "127.0.0.1" if isinstance(known, IPv4Address) else "[::1]"
        return f"http://{loopback}:{settings.port}"
    return f"http://{_bracketed(settings.host)}:{settings.port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
