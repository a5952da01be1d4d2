"""The worker of gunicorn: many clients in one process, none of which may be slow without end.

A header has `keepalive` seconds as a whole; bodies and answers keep to a `Pace`. What cannot be
read as a request is answered in the same form as every other error.
"""

import json
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.ggevent import GeventWorker

from app.security import HEADERS
from app.serving.http.pace import PacedSocket
from layers.text import Text

UNREADABLE = Text("无法识别这个请求", "this cannot be read as a request")


class Input:
    """The body of a request, whose malformed chunks are errors of the client, not of the server."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.malformed = False

    def __getattr__(self, name: str) -> Any:
        """Return what the body itself has, such as whether it failed."""
        return getattr(self._body, name)

    def read(self, size: int | None = None) -> bytes:
        """Return up to `size` bytes. Raises `OSError` and sets `malformed` when they are."""
        try:
            received: bytes = self._body.read(size)
        except ParseException as error:
            self.malformed = True
            raise OSError(str(error)) from error
        return received


class Worker(GeventWorker):  # type: ignore[misc]
    """Serves each connection in a greenlet, over a socket that keeps to a pace."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.connections: set[PacedSocket] = set()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve one connection until it ends."""
        paced = PacedSocket(client)
        self.connections.add(paced)
        try:
            super().handle(listener, paced, addr)
        finally:
            self.connections.discard(paced)

    def handle_request(self, listener_name: Any, req: Any, sock: PacedSocket, addr: Any) -> None:
        """Answer one request. A connection that carried a body is closed, not read to its end."""
        body = announces_body(req.headers)
        sock.begin(body=body)
        if body:
            req.force_close()
            req.body = Input(req.body)
        super().handle_request(listener_name, req, sock, addr)
        sock.finish()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what could not be read, or failed, with a problem and the usual headers."""
        heard = _Heard()
        super().handle_error(req, heard, addr, exc)
        client.unread = True
        try:
            client.sendall(refusal(heard.status))
        except OSError:
            self.log.debug("the client of a refused request has gone")

    def notify(self) -> None:
        """Tell the parent that this worker lives; one that ends closes connections at rest."""
        super().notify()
        if not self.alive:
            for one in [one for one in self.connections if one.idle]:
                one.rest()


class _Heard:
    """Stands for the client while gunicorn decides on the status of a refusal."""

    status = int(HTTPStatus.BAD_REQUEST)

    def gettimeout(self) -> float:
        """Return 0: writing never waits."""
        return 0.0

    def sendall(self, data: bytes) -> None:
        """Take the status out of the status line."""
        self.status = int(data.split(None, 2)[1])


def announces_body(headers: list[tuple[str, str]]) -> bool:
    """Say whether a request has a body, by its headers with names in capitals."""
    named = dict(headers)
    return "TRANSFER-ENCODING" in named or named.get("CONTENT-LENGTH", "0").strip("0") != ""


def refusal(status: int) -> bytes:
    """Return the whole answer to what could not be read as a request (RFC 9457)."""
    told = {
        "type": "urn:shequ:problem:request",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": f"{UNREADABLE.en} / {UNREADABLE.zh}",
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
