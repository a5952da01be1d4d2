"""Requests that are no requests, or far too large: refused at once, cheaply, and beside others.

`python -m tests.load.hostile ADDRESS` presses on a running service for about 30 s.
"""

import contextlib
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.load import Row, table
from tests.load.slow_clients import LIGHT_LIMIT, light

MEGABYTES = 39
BODY = b"[]," * (MEGABYTES * 1_000_000 // 3)
CLIENTS = 16
JSON = b"Host: localhost\r\nContent-Type: application/json\r\n"
HOSTS = (
    b"evil.example", b"a b", b"user@localhost", b"localhost:99999999", b"localhost:0", b"[::1",
    b"localhost/x", b"\xe6\x9c\xac\xe6\x9c\xba", b"localhost\x00", b"<script>", b"", b"*",
)  # fmt: skip
DENSE = (
    b"[" + b"[]," * 1_300_000 + b"0]",
    b'["' + "\U0001f600".encode() + b"a" * 3_900_000 + b'"]',
    b"{" + b",".join(b'"%d":1' % number for number in range(120_000)) + b"}",
)
Place = tuple[str, int]


def ask(place: Place, *said: bytes) -> int:
    """Return the status of the answer to raw bytes; 0 when there is none."""
    with socket.create_connection(place, timeout=30) as line:
        with contextlib.suppress(OSError):  # it may have answered already
            for part in said:
                line.sendall(part)
        try:
            head = line.recv(65_536)
        except OSError:
            return 0
    return int(head.split()[1]) if head.startswith(b"HTTP/1.1 ") else 0


def memory(port: int) -> dict[str, float]:
    """Return the greatest memory (MB) that each process of the server on `port` has had."""
    found = {}
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError, IndexError):
            if f":{port}\0".encode() in line.read_bytes():
                status = (line.parent / "status").read_text(encoding="utf-8")
                found[line.parent.name] = int(status.split("VmHWM:")[1].split()[0]) / 1000
    return found


def _length(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body)


def large(place: Place, path: bytes, *, chunked: bool) -> int:
    """Post 39 MB of JSON and return the status."""
    told = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(BODY)
    head = b"POST " + path + b" HTTP/1.1\r\n" + JSON + told + b"\r\n\r\n"
    first = b"%x\r\n" % len(BODY) if chunked else b""
    return ask(place, head, first, BODY)


@contextlib.contextmanager
def flood(place: Place) -> Iterator[None]:
    """Post without end to an address that reads nothing, from some clients at once."""
    over = Event()

    def post() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                large(place, b"/nothing", chunked=False)

    threads = [Thread(target=post, daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def run(address: str) -> list[Row]:
    """Press on the service at `address`; about 30 s."""
    parts = urlsplit(address)
    place = (parts.hostname or "127.0.0.1", parts.port or 80)
    before, rows = memory(place[1]), []
    for chunked in (False, True):
        for path in (b"/api/v1/replay", b"/api/v1/areas/dongcheng/scenarios"):
            began = time.monotonic()
            status = large(place, path, chunked=chunked)
            kind = "chunked" if chunked else "announced"
            what = f"{MEGABYTES} MB {kind} to {path.decode()}: status {status}"
            seen = time.monotonic() - began if status == 413 else float("inf")
            rows.append(Row(what, 2, seen, "s"))
    for body in DENSE:
        ask(place, b"POST /api/v1/replay HTTP/1.1\r\n", JSON, _length(body), body)
    added = [seen - before.get(one, seen) for one, seen in memory(place[1]).items()]
    what = "memory that these and dense bodies of 4 MB added to a worker"
    rows.append(Row(what, 50, max(added, default=0), "MB"))
    wrong = [
        host
        for host in HOSTS
        if ask(place, b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n\r\n") != 400
    ]
    rows.append(Row(f"foreign and junk hosts not answered by 400 {wrong or ''}", 0, len(wrong)))
    with flood(place):
        seen = light(place, 5)
    rows.append(Row(f"light requests beside {CLIENTS} floods", LIGHT_LIMIT, seen, "s"))
    return rows


if __name__ == "__main__":
    print(table(run(sys.argv[1])))
