"""Asking for computations: through the broker where one runs, else in this process.

A question waits in its own request only: under gevent the socket lets the other requests go on.
"""

import os
import socket
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.compute import messages
from app.compute.messages import MessageError
from app.compute.tasks import TASKS, Answer
from app.database import Database
from app.problems.errors import ComputedProblemError, ProblemDocument
from app.problems.overload import ComputeUnavailableError

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 90.0
PEEK_SECONDS = 1.0
MOST_IDLE = 16
"""Connections that rest between questions: as many as one process mostly asks at once."""


@dataclass(frozen=True)
class Question:
    """One computation: `key` is the same for the same answer, `heavy` ones wait in their lane.

    `seconds` is the estimate, `client` who asks.
    """

    task: str
    values: Mapping[str, Any]
    key: str
    heavy: bool = True
    seconds: float = 1.0
    client: str = ""
    body: bytes = b""


class Compute(Protocol):
    """Who computes."""

    def ask(self, question: Question, *, left: Callable[[], bool] | None = None) -> Answer:
        """Return the answer; `left` says that nobody waits for it any more."""
        ...

    def ping(self) -> dict[str, Any]:
        """Return how many computations wait and run; raises `ComputeUnavailableError`."""
        ...


class LocalCompute:
    """Computes in this process, without limits: for commands, tests and `flask run`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, question: Question, *, left: Callable[[], bool] | None = None) -> Answer:
        """Return the answer, or raise what the computation raises."""
        del left
        return TASKS[question.task](self._database, question.values, question.body)

    def ping(self) -> dict[str, Any]:
        """Say that it answers."""
        return {"waiting": 0, "running": 0}


class BrokerCompute:
    """Asks the broker that listens on the socket at `path`."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._idle: list[tuple[int, socket.socket]] = []
        weakref.finalize(self, _close, self._idle)

    def ask(self, question: Question, *, left: Callable[[], bool] | None = None) -> Answer:
        """Return the answer.

        Raises
        ------
        ComputedProblemError
            The computation or the broker refused; holds the problem to be told.
        ComputeUnavailableError
            The broker does not answer.
        """
        told, body = self._exchange(
            {
                "kind": "compute",
                "task": question.task,
                "values": dict(question.values),
                "key": question.key,
                "heavy": question.heavy,
                "seconds": question.seconds,
                "client": question.client,
            },
            question.body,
            left=left,
        )
        if "problem" in told:
            raise ComputedProblemError(ProblemDocument(**told["problem"]))
        losses = tuple((str(zh), str(en)) for zh, en in told.get("losses", ()))
        return Answer(str(told["etag"]), body, losses)

    def count(self, key: str, *, seconds: float, amount: int = 1) -> tuple[int, float]:
        """Count requests of all processes; returns the count and when its window closes."""
        told, _ = self._exchange({"kind": "count", "key": key, "expiry": seconds, "amount": amount})
        return int(told["count"]), float(told["expiry"])

    def forget(self, key: str) -> None:
        """Begin to count `key` anew."""
        self._exchange({"kind": "forget", "key": key})

    def ping(self) -> dict[str, Any]:
        """Return how many computations wait and run."""
        return self._exchange({"kind": "ping"})[0]

    def _exchange(
        self,
        values: dict[str, Any],
        body: bytes = b"",
        *,
        left: Callable[[], bool] | None = None,
    ) -> messages.Message:
        try:
            connection = self._connection()
            try:
                connection.settimeout(CONNECT_SECONDS)
                messages.send(connection, values, body)
                if left is not None:
                    self._wait(connection, left)
                connection.settimeout(ANSWER_SECONDS)
                told = messages.receive(connection)
            except BaseException:
                # Half a conversation is no use to the next question.
                connection.close()
                raise
        except (OSError, MessageError) as error:
            raise ComputeUnavailableError from error
        self._rest(connection)
        return told

    def _rest(self, connection: socket.socket) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append((os.getpid(), connection))
        else:
            connection.close()

    def _connection(self) -> socket.socket:
        """Return a connection that rests since an earlier question of this process, or a new one.

        One that the broker has closed since, as when it was started anew, is left.
        """
        while self._idle:
            process, connection = self._idle.pop()
            if process == os.getpid() and not messages.is_closed(connection):
                return connection
            connection.close()
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(CONNECT_SECONDS)
        try:
            made.connect(str(self.path))
        except OSError:
            made.close()
            raise
        return made

    @staticmethod
    def _wait(connection: socket.socket, left: Callable[[], bool]) -> None:
        """Wait until the answer begins; leave the queue as soon as the client has left."""
        waited = 0.0
        connection.settimeout(PEEK_SECONDS)
        while waited < ANSWER_SECONDS:
            with suppress(TimeoutError):
                connection.recv(1, socket.MSG_PEEK)
                return
            waited += PEEK_SECONDS
            if left():
                raise MessageError("the client left")


def _close(idle: list[tuple[int, socket.socket]]) -> None:
    for _, connection in idle:
        connection.close()
