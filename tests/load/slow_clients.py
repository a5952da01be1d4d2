"""64 clients that drip, stay silent or hardly read: what others notice, and when they are closed.

`python -m tests.load.slow_clients ADDRESS` presses on a running service for about 90 s.
"""

import contextlib
import http.client
import socket
import sys
import time
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Self
from urllib.parse import urlsplit

from tests.load import Row, table

CROWD = 64
SECONDS = 16.0
LIGHT_LIMIT, CLOSED_LIMIT = 0.5, 15.0
LIGHT = ("/healthz", "/api/v1/areas", "/static/css/workbench.css")
LARGE = "/api/v1/areas/dongcheng/layers/buildings?limit=20000"
HEADER = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
BODY = b"POST /api/v1/replay HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
ASK = f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@dataclass(frozen=True)
class Manner:
    """How a slow client behaves: what it says at first, then each second; what it reads each."""

    name: str
    opening: bytes
    drip: bytes = b""
    reads: int = 65_536
    closes: bool = True  # whether the service must end it


MANNERS = (
    Manner("header drips", HEADER + b"X-Slow: ", b"a"),
    Manner("body drips", BODY + b"Content-Length: 900000\r\n\r\n[", b" "),
    Manner("chunked drips", BODY + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    Manner("silent", b""),
    Manner("silent after an answer", HEADER + b"\r\n"),
    Manner("slow readers", ASK, reads=10_000, closes=False),
    Manner("readers that stop", ASK, reads=0, closes=False),
)


@dataclass
class Client:
    """One slow connection."""

    line: socket.socket
    started: float
    received: int = 0
    closed: float | None = None

    def step(self, manner: Manner) -> None:
        """Drip and read; note the moment when the service has closed."""
        try:
            if manner.drip:
                self.line.send(manner.drip)
            if manner.reads:
                got = self.line.recv(manner.reads)
                self.received += len(got)
                if not got:
                    self.closed = time.monotonic()
        except BlockingIOError:
            return
        except OSError:
            self.closed = time.monotonic()


@dataclass
class Crowd:
    """Many slow clients of one manner, moved by one thread."""

    manner: Manner
    address: tuple[str, int]
    clients: list[Client] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        """Connect all of them."""
        for _ in range(CROWD):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            line.settimeout(5)
            with contextlib.suppress(OSError):
                line.connect(self.address)
                line.sendall(self.manner.opening)
            line.settimeout(0)
            self.clients.append(Client(line, time.monotonic()))
        self._thread = Thread(target=self._move, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End what the service did not."""
        self.over.set()
        self._thread.join()
        for client in self.clients:
            client.line.close()

    def _move(self) -> None:
        while not self.over.wait(1.0):
            for client in self.clients:
                if client.closed is None:
                    client.step(self.manner)

    def slowest(self) -> float:
        """Return the seconds after which the last one was closed; infinity when one is open."""
        return max(
            (one.closed - one.started if one.closed else float("inf")) for one in self.clients
        )


def light(address: tuple[str, int], seconds: float) -> float:
    """Return the longest time (s) of a light request, each on a new connection."""
    worst, until, turn = 0.0, time.monotonic() + seconds, 0
    while time.monotonic() < until:
        began = time.monotonic()
        line = http.client.HTTPConnection(*address, timeout=10)
        try:
            line.request("GET", LIGHT[turn % len(LIGHT)])
            good = line.getresponse().read() and True
        except OSError:
            good = False
        finally:
            line.close()
        worst = max(worst, time.monotonic() - began if good else float("inf"))
        turn += 1
        time.sleep(0.1)
    return worst


def left_over(crowd: Crowd, whole: int) -> float:
    """Return the share of clients that got all of a large answer although they had stopped."""
    complete = 0
    for client in crowd.clients:
        client.line.settimeout(5)
        got = client.received
        with contextlib.suppress(OSError):
            while part := client.line.recv(65_536):
                got += len(part)
        complete += got >= whole
    return complete / len(crowd.clients)


def steady_reader(address: tuple[str, int]) -> tuple[int, float]:
    """Read the large answer at about 600 kB/s; return its bytes and the seconds that it took."""
    line = http.client.HTTPConnection(*address, timeout=60)
    began, got = time.monotonic(), 0
    line.request("GET", LARGE)
    answer = line.getresponse()
    whole = int(answer.headers["Content-Length"])
    while part := answer.read(60_000):
        got += len(part)
        time.sleep(0.1)
    line.close()
    if got < whole:
        return whole, float("inf")
    return whole, time.monotonic() - began


def run(address: str) -> list[Row]:
    """Press on the service at `address`; about 130 s."""
    parts = urlsplit(address)
    place = (parts.hostname or "127.0.0.1", parts.port or 80)
    rows = [Row("light requests, nobody slow", LIGHT_LIMIT, light(place, 3), "s")]
    whole, seconds = steady_reader(place)
    rows.append(Row(f"{whole / 1e6:.1f} MB read steadily", 60, seconds, "s"))
    for manner in MANNERS:
        with Crowd(manner, place) as crowd:
            seen = light(place, SECONDS)
            rows.append(Row(f"light requests beside {CROWD} {manner.name}", LIGHT_LIMIT, seen, "s"))
            if manner.closes:
                rows.append(
                    Row(f"{manner.name}: last one closed", CLOSED_LIMIT, crowd.slowest(), "s")
                )
            if not manner.reads:
                crowd.over.set()
                kept = left_over(crowd, whole)
                rows.append(Row(f"{manner.name}: still served after {SECONDS:g} s", 0, kept))
    return rows


if __name__ == "__main__":
    print(table(run(sys.argv[1])))
