"""One question or answer on the socket: the lengths, a JSON object, and bytes that stay bytes.

Nothing that arrives is unpickled or run: values are JSON, and both parts have a greatest length.
"""

import asyncio
import json
import socket
import struct
from typing import Any

LENGTHS = struct.Struct(">II")
MOST_VALUES = 4_000_000
MOST_BODY = 128_000_000

Message = tuple[dict[str, Any], bytes]


class MessageError(OSError):
    """The other side sent something that is no message, or left in the middle of one."""


def pack(values: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of one message. Raises `MessageError` where no other side would take it."""
    head = json.dumps(values, ensure_ascii=True, allow_nan=False).encode("ascii")
    if len(head) > MOST_VALUES or len(body) > MOST_BODY:
        raise MessageError("longer than any message")
    return LENGTHS.pack(len(head), len(body)) + head + body


def send(connection: socket.socket, values: dict[str, Any], body: bytes = b"") -> None:
    """Send one message."""
    connection.sendall(pack(values, body))


def receive(connection: socket.socket) -> Message:
    """Wait for one message.

    Raises
    ------
    MessageError
        The other side left, or sent something else.
    """
    head, body = _lengths(_exactly(connection, LENGTHS.size))
    return _values(_exactly(connection, head)), _exactly(connection, body)


def is_closed(connection: socket.socket) -> bool:
    """Say whether the other side has closed a connection on which nothing is due; never waits."""
    before = connection.gettimeout()
    # Without this a socket of gevent would wait for more, whatever the flags say.
    connection.settimeout(0.0)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(before)


async def read(reader: asyncio.StreamReader) -> Message:
    """Wait for one message; raises as `receive` does."""
    try:
        head, body = _lengths(await reader.readexactly(LENGTHS.size))
        return _values(await reader.readexactly(head)), await reader.readexactly(body)
    except asyncio.IncompleteReadError as error:
        raise MessageError("the other side left") from error


def _lengths(prefix: bytes) -> tuple[int, int]:
    head, body = LENGTHS.unpack(prefix)
    if head > MOST_VALUES or body > MOST_BODY:
        raise MessageError("longer than any message")
    return head, body


def _values(head: bytes) -> dict[str, Any]:
    try:
        found = json.loads(head)
    except ValueError as error:
        raise MessageError("not JSON") from error
    if not isinstance(found, dict):
        raise MessageError("not a JSON object")
    return found


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise MessageError("the other side left")
        parts += part
    return bytes(parts)
