"""A real server asked with raw bytes: what is no request is a problem document, cheaply told."""

import contextlib
import json
import socket
import subprocess
import time
from pathlib import Path

import pytest
from gevent import monkey

from app.config import ROOT, Settings, child_environment
from app.serving.http.command import arguments
from tests.builders.machine import free_port

JSON = b"Host: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a server with one worker; its database is never asked."""
    found = free_port()
    environment = child_environment(
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        SHEQU_FOLDER=str(tmp_path_factory.mktemp("var")),
    )
    line = arguments(Settings(port=found, workers=1))
    with subprocess.Popen(line, cwd=ROOT, env=environment) as server:
        until = time.monotonic() + 60
        while time.monotonic() < until and server.poll() is None:
            try:
                ask(found, b"GET /healthz HTTP/1.0\r\n\r\n")
                break
            except OSError:
                time.sleep(0.1)
        yield found
        server.terminate()
        assert server.wait(20) == 0


def ask(port: int, said: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        with contextlib.suppress(OSError):  # it may have answered already
            line.sendall(said)
        whole = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split()[1]), dict(one.split(": ", 1) for one in lines), body


def test_the_tests_themselves_are_not_made_cooperative() -> None:
    assert not monkey.is_module_patched("socket")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a\x00b\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n X: y\r\n\r\n", 400),
        (b"GET /\xe4\xbd\xa0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 65 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 9000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
        (b"GET http://evil.example/api/ HTTP/1.1\r\nHost: b.c\r\nConnection: close\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_gets_a_problem(port, said, status) -> None:
    found, headers, body = ask(port, said)
    assert found == status
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in headers
    assert json.loads(body)["status"] == status


def test_a_body_of_39_mb_is_refused_at_once_and_the_answer_arrives(port) -> None:
    body = b"[]," * 13_000_000
    before = _memory(port)
    began = time.monotonic()
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    announced = ask(port, b"POST /api/v1/replay HTTP/1.1\r\n" + JSON + length + body)
    chunk = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body)
    chunked = ask(
        port, b"POST /api/v1/replay HTTP/1.1\r\n" + JSON + chunk + body + b"\r\n0\r\n\r\n"
    )
    assert (announced[0], chunked[0]) == (413, 413)
    assert announced[1]["Connection"] == "close"
    assert time.monotonic() - began < 10
    assert _memory(port) - before < 50


def _memory(port: int) -> float:
    """Return the greatest memory (MB) that each process of the server has had, summed."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f":{port}\0".encode() in line.read_bytes():
                status = (line.parent / "status").read_text(encoding="utf-8")
                found.append(int(status.split("VmHWM:")[1].split()[0]) / 1000)
        except (OSError, IndexError):
            continue
    assert found
    return sum(found)


@pytest.mark.parametrize(
    ("chunk", "told"),
    [
        (b"zz\r\n", 400),
        (b"5\r\nabcdefgh\r\n", 400),
        (b"-1\r\n", 400),
        # Well formed: it announces what never comes.
        pytest.param(b"ffffffffff", 408, marks=pytest.mark.slow),
    ],
)
def test_a_malformed_chunk_is_a_fault_of_the_client(port, chunk, told) -> None:
    said = b"POST /api/v1/replay HTTP/1.1\r\n" + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
    status, headers, _ = ask(port, said + chunk + b"\r\n\r\n")
    assert status == told
    assert headers["Content-Type"] == "application/problem+json"


def test_a_kept_connection_answers_again_and_ends_with_the_server(port) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for _ in range(2):
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(65_536).startswith(b"HTTP/1.1 200 OK")
