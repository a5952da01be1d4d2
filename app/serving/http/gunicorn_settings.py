"""Settings of gunicorn, which runs this file itself before it imports anything of ours.

Run by path, not imported: every module that is imported later then finds sockets, locks and waits
that let other requests go on. Nothing else may import this file.
"""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

from psycogreen.gevent import patch_psycopg

patch_psycopg()

import gc
from typing import Any

worker_class = "app.serving.http.worker.Worker"
# Slow clients cost a little memory each and no thread; beyond this many they wait to be accepted.
worker_connections = 512
# Seconds for a whole header, and for the next request on a connection that is kept.
keepalive = 10
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# Files are sent through the worker's own bounded writes.
sendfile = False
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
loglevel = "warning"
# Whom to believe about the client is decided in one place, app/guards/hosts.py.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


def when_ready(server: Any) -> None:
    """Load what first requests would load, then share it: what is frozen is never copied."""
    from app.serving.http.warm import warm  # noqa: PLC0415 - after the patches above

    warm(server.app.wsgi())
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, worker: Any) -> None:
    """Let go of connections that belong to the parent, and end with it, however it ends."""
    from app.compute.confine import die_with_parent  # noqa: PLC0415 - after the patches above

    die_with_parent()
    worker.app.wsgi().extensions["database"].leave_parent()


def post_worker_init(worker: Any) -> None:
    """Open the worker's connections before it accepts a client."""
    from app.serving.http.warm import connect  # noqa: PLC0415 - after the patches above

    connect(worker.app.wsgi().extensions["database"])
