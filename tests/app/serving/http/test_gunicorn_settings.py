"""The file is run by gunicorn in a process of its own: importing it here would patch the tests."""

import subprocess
import sys

from app.config import ROOT

PROGRAM = """
import runpy, socket
found = runpy.run_path("app/serving/http/gunicorn_settings.py")
import gevent.socket
assert socket.socket is gevent.socket.socket
import psycopg2.extensions
assert psycopg2.extensions.get_wait_callback() is not None
for name in ("worker_class", "keepalive", "preload_app", "limit_request_fields"):
    print(found[name])
"""


def test_the_process_is_cooperative_before_anything_of_ours_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["app.serving.http.worker.Worker", "10", "True", "64"]
