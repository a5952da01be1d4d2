"""The web server: its command line."""

import sys

from app.config import Settings

GRACE_SECONDS = 30


def arguments(settings: Settings) -> list[str]:
    """Return the command line of gunicorn."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        f"--bind={settings.host}:{settings.port}",
        "--worker-class=gthread",
        f"--workers={settings.workers}",
        f"--threads={settings.threads}",
        f"--timeout={settings.request_timeout}",
        f"--graceful-timeout={GRACE_SECONDS}",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
        "--limit-request-line=8190",
        "--preload",
        "--no-control-socket",
        "--log-level=warning",
    ]
