"""How slow a client may be, and a socket that ends the patience with slower ones."""

import errno
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KILOBYTE = 1024
STEP = 256 * KILOBYTE
HELD_BYTES = 16 * KILOBYTE
# What the kernel holds of an answer counts as sent; more would hide that nobody reads.
SEND_BUFFER = 256 * KILOBYTE
UNREAD_SECONDS = 20
LINGER_SECONDS = 2.0
LINGER_BYTES = 64 * KILOBYTE * KILOBYTE


@dataclass
class Pace:
    """The time a peer still has: `idle` s for a byte; in all `grace` s, and 1 s each `rate` bytes.

    A slow line moves more bytes in its time and is let finish; a drip of single bytes is not.
    """

    idle: float = 10.0
    grace: float = 10.0
    rate: float = 20.0 * KILOBYTE
    clock: Callable[[], float] = time.monotonic
    moved: int = 0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.started = self.clock()

    def left(self) -> float:
        """Return the seconds within which the next byte must move; 0 when the time is up."""
        whole = self.grace + self.moved / self.rate - (self.clock() - self.started)
        return max(0.0, min(self.idle, whole))


class PacedSocket:
    """A socket whose reads of a body and writes of an answer keep to a pace.

    Headers are read without one: the worker bounds them, and the wait for them, as a whole.
    """

    def __init__(self, inner: Any, pace: Callable[[], Pace] = Pace) -> None:
        self.inner = inner
        self.idle = True  # between requests: nothing is lost when it is closed
        self.unread = False  # a body was announced
        self._pace = pace
        inner.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # what is left when we have closed
            inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
        self._reading: Pace | None = None
        self._writing: Pace | None = None
        self._held = b""  # the header of an answer, which leaves together with its body

    def __getattr__(self, name: str) -> Any:
        """Everything else is the socket's own."""
        return getattr(self.inner, name)

    def begin(self, *, body: bool) -> None:
        """Note that a header was read: from now on the client sends a body or waits."""
        self.idle = False
        self.unread = body
        self._reading, self._writing = self._pace(), None

    def finish(self) -> None:
        """Note that the answer was sent: the next header is bounded by the worker."""
        self._flush()
        self._reading = None
        self.inner.settimeout(None)
        self.idle = True

    def rest(self) -> None:
        """End a connection on which nothing is asked: its reader sees the end of the stream."""
        plain = getattr(self.inner, "_sock", self.inner)  # gevent's own shutdown raises in readers
        try:
            plain.shutdown(socket.SHUT_RD)
        except OSError:
            return

    def recv(self, size: int) -> bytes:
        """Return received bytes. Raises `TimeoutError` when a body comes too slowly."""
        if self._reading is None:
            received: bytes = self.inner.recv(size)
            return received
        self._allow(self._reading)
        received = self.inner.recv(size)
        self._reading.moved += len(received)
        return received

    def send(self, data: Any) -> int:
        """Send a part of `data`, as `sendall` does, and return its length.

        Raises
        ------
        ConnectionResetError
            When the client reads too slowly.
        """
        if self._writing is None:
            self._writing = self._pace()
        try:
            self._allow(self._writing)
            sent: int = self.inner.send(data)
        except TimeoutError:
            # As if the client had gone: nobody is left to be told, and no trace is worth a log.
            raise ConnectionResetError(errno.ECONNRESET, "reads too slowly") from None
        self._writing.moved += sent
        return sent

    def sendall(self, data: Any) -> None:
        """Send `data`. Raises `ConnectionResetError` when the client reads too slowly.

        What is sent first, the header, waits for what follows: one packet less, one turn less.
        """
        if self._writing is None and not self._held and len(data) < HELD_BYTES:
            self._held = bytes(data)
            return
        if self._held and len(data) < STEP:
            data, self._held = self._held + bytes(data), b""
        self._flush()
        self._send_whole(data)

    def close(self) -> None:
        """Close; where a body was announced, let the answer arrive before the rest is dropped.

        Closing on unread bytes resets the connection, and the client never sees why.
        """
        try:
            self._flush()
            if self.unread:
                self._linger()
        except OSError:
            pass  # gone already
        finally:
            self.inner.close()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._send_whole(held)

    def _send_whole(self, data: Any) -> None:
        view = memoryview(data).cast("B")
        while view:
            view = view[self.send(view[:STEP]) :]

    def _allow(self, pace: Pace) -> None:
        left = pace.left()
        if left <= 0:
            raise TimeoutError
        self.inner.settimeout(left)

    def _linger(self) -> None:
        until, dropped = time.monotonic() + LINGER_SECONDS, 0
        self.inner.shutdown(socket.SHUT_WR)
        while (left := until - time.monotonic()) > 0 and dropped < LINGER_BYTES:
            self.inner.settimeout(left)
            received = self.inner.recv(64 * KILOBYTE)
            if not received:
                return
            dropped += len(received)
            # A sender that is always faster would else keep all others waiting.
            time.sleep(0)
