"""The broker as its clients see it: real processes on the reference district."""

import contextlib
import itertools
import json
import socket
import threading
from pathlib import Path
from typing import Self

import pytest

from app.compute import BrokerCompute, LocalCompute, Question, client, messages
from app.problems.errors import ComputedProblemError
from app.problems.overload import ComputeUnavailableError

COVERAGE = {
    "analysis": "coverage",
    "area": "dongcheng",
    "pairs": [["facility", "health_centers"], ["radius", "500"]],
    "time_limit": None,
    "form": "json",
    "language": "en",
}


def test_both_ways_give_the_same_bytes(broker, database) -> None:
    question = Question("analysis", COVERAGE, key="coverage")
    here, there = LocalCompute(database).ask(question), broker.ask(question)
    assert here.etag == there.etag
    found, expected = json.loads(there.body), json.loads(here.body)
    assert found["rows"] == expected["rows"]
    assert found["receipt"]["result_sha256"] == expected["receipt"]["result_sha256"]


def test_a_refusal_is_told_in_the_language_of_the_question(broker) -> None:
    for language, word in (("en", "no area is called"), ("zh", "没有名为")):
        values = {**COVERAGE, "area": "nowhere", "language": language}
        with pytest.raises(ComputedProblemError, match=word) as refused:
            broker.ask(Question("analysis", values, key=f"nowhere {language}"))
        assert refused.value.problem.status == 404


def test_a_task_that_there_is_not_is_an_error_of_ours(broker) -> None:
    with pytest.raises(ComputedProblemError) as refused:
        broker.ask(Question("no such task", {}, key="no such task"))
    assert refused.value.problem.status == 500
    assert broker.ping()["running"] == 0


@pytest.mark.slow
def test_surplus_questions_are_refused_with_a_time_to_ask_again(broker) -> None:
    """Two processes, one of them for heavy questions, and two places in the queue."""
    walking = [*COVERAGE["pairs"], ["metric", "walking"]]
    seen: list[int] = []

    def ask(number: int) -> None:
        pairs = [*walking[:1], ["radius", str(900 + number)], walking[2]]
        question = Question(
            "analysis", {**COVERAGE, "pairs": pairs}, key=f"walk {number}", client=str(number)
        )
        try:
            broker.ask(question)
        except ComputedProblemError as error:
            seen.append(error.problem.status if error.problem.retry_after else 0)
        else:
            seen.append(200)

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert sorted(set(seen)) == [200, 503]
    assert seen.count(200) >= 3, "one runs, two wait"
    assert broker.ping() == {"waiting": 0, "running": 0}


def test_counts_hold_for_all_who_ask(broker) -> None:
    assert broker.count("requests of a", seconds=60)[0] == 1
    assert broker.count("requests of a", seconds=60, amount=2)[0] == 3


def test_who_has_left_waits_no_longer(broker, monkeypatch) -> None:
    monkeypatch.setattr(client, "PEEK_SECONDS", 0.001)
    pairs = [*COVERAGE["pairs"][:1], ["radius", "777"], ["metric", "walking"]]
    question = Question("analysis", {**COVERAGE, "pairs": pairs}, key="left")
    with pytest.raises(ComputeUnavailableError):
        broker.ask(question, left=lambda: True)


def test_no_broker_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ComputeUnavailableError, match="ask again in 5 s"):
        BrokerCompute(tmp_path / "none.sock").ask(Question("analysis", COVERAGE, key="a"))


def test_a_connection_serves_question_after_question_until_the_broker_ends(tmp_path) -> None:
    path = tmp_path / "broker.sock"
    asker = BrokerCompute(path)
    with _Counting(path) as first:
        assert [asker.count("a", seconds=1)[0] for _ in range(3)] == [1, 2, 3]
    assert first.connections == 1
    with _Counting(path) as second:
        assert asker.count("a", seconds=1)[0] == 1, "asked on a connection of its own"
    assert second.connections == 1
    with pytest.raises(ComputeUnavailableError):
        asker.count("a", seconds=1)


class _Counting:
    """Stands for a broker: answers every message with how many it had, one client at a time."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.connections = 0
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def _serve(self) -> None:
        self.connection = self.listener.accept()[0]
        self.connections += 1
        with self.connection, contextlib.suppress(OSError):
            for number in itertools.count(1):
                messages.receive(self.connection)
                messages.send(self.connection, {"count": number, "expiry": 0.0})
