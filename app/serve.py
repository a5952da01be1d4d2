"""The service: database, tables, first data, then gunicorn as a child that is watched."""

import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from types import FrameType

from app.config import ROOT, Settings, child_environment
from app.serving.web import GRACE_SECONDS, address, arguments
from layers.errors import ServerError
from layers.text import Text

READY_SECONDS = 60.0
PORT_SECONDS = 5.0


class NotServedError(ServerError):
    """The web server ended by itself or never answered."""

    message = Text("服务未能启动：{reason}", "the service did not start: {reason}")


class PortTakenError(ServerError):
    """Another program listens on the port."""

    message = Text(
        "端口 {port} 已被占用；请用 PORT=... 换一个端口，或结束占用它的程序",
        "port {port} is taken; choose another with PORT=..., or end the program that has it",
    )


def tied_to_us(command: list[str]) -> list[str]:
    """Return the command such that it ends with this process, even when that is killed (-9).

    An orphan would keep the port, and the next start would fail. Linux only; elsewhere unchanged.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", *command] if setpriv else command


def supervise(settings: Settings, url: str, *, on_ready: Callable[[str], None]) -> int:
    """Run gunicorn until it ends or this process is told to stop; return its exit code.

    `on_ready` gets the address once /readyz answers. SIGINT and SIGTERM end gunicorn with grace.
    """
    require_free(settings.host, settings.port)
    environment = child_environment(DATABASE_URL=url, PYTHONUNBUFFERED="1")
    command = tied_to_us(arguments(settings))
    child = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        child.terminate()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        reached = address(settings)
        if wait_until_ready(reached, alive=lambda: child.poll() is None):
            on_ready(reached)
        elif not stopped:
            raise NotServedError(reason=f"{reached}/readyz")
        child.wait()
    finally:
        end(child)
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0 if stopped else 1


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
        if _answers(f"{address}/readyz"):
            return True
        time.sleep(0.1)
    return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def end(child: "subprocess.Popen[bytes]") -> None:
    """End the child with grace, then without."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS + 5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
