"""Whether the service answers, and whether its port is free."""

import socket
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException

from app.problems.not_served import NotServedError
from layers.text import Text

READY_SECONDS = 60.0
PORT_SECONDS = 10.0  # what a killed service left behind ends within a few seconds


class PortTakenError(NotServedError):
    """Another program listens on the port."""

    message = Text(
        "端口 {port} 已被占用；请用 PORT=... 换一个端口，或结束占用它的程序",
        "port {port} is taken; choose another with PORT=..., or end the program that has it",
    )


def require_free(host: str, port: int, *, seconds: float = PORT_SECONDS) -> None:
    """Wait for a server that is just ending to leave the port.

    Else another server's /readyz would be taken for ours. Raises `PortTakenError`.
    """
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise PortTakenError(port=port) from error
            else:
                return
        time.sleep(0.1)


def wait_until_ready(address: str, *, alive: Callable[[], bool]) -> bool:
    """Ask /readyz until it answers 200; False when the server ends or the time is up."""
    deadline = time.monotonic() + READY_SECONDS
    while alive() and time.monotonic() < deadline:
        if answers(f"{address}/readyz"):
            return True
        time.sleep(0.1)
    return False


def answers(url: str) -> bool:
    """Whether `url` answers 200 within two seconds."""
    # By a name that is always accepted, whatever address the service listens on.
    asked = urllib.request.Request(url, headers={"Host": "localhost"})  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(asked, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, HTTPException):
        return False
