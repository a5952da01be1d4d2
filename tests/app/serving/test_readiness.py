import http.server
import socket
import threading
import time

import pytest

from app.serving.readiness import (
    PortTakenError,
    answers,
    require_free,
    wait_until_ready,
)


def test_a_port_of_another_program_is_refused_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port)):
            require_free("127.0.0.1", port, seconds=0.2)
    require_free("127.0.0.1", port, seconds=0)


def test_waiting_ends_when_the_server_ends() -> None:
    started = time.monotonic()
    assert not wait_until_ready("http://127.0.0.1:1", alive=lambda: False)
    assert time.monotonic() - started < 1


def test_it_asks_by_a_name_that_is_always_accepted() -> None:
    hosts = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(200 if self.path == "/readyz" else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{service.server_port}"
        assert wait_until_ready(address, alive=lambda: True)
        assert not answers(f"{address}/other")
        service.shutdown()
    assert hosts == ["localhost", "localhost"]
