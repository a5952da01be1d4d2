"""The broker alone, with a crew whose work ends when the test says so."""

import asyncio
import contextlib
import tempfile
import tracemalloc
from concurrent.futures import Future
from pathlib import Path

from app.compute import broker as broker_module
from app.compute import messages
from app.compute.broker import Broker, Rules


class Crew:
    """Remembers what was scheduled; the test resolves it."""

    def __init__(self) -> None:
        self.futures: list[Future] = []
        self.replaced: list[int] = []

    def schedule(self, number: int, message: tuple, *, seconds: float) -> Future:
        del number, seconds
        future: Future = Future()
        future.set_running_or_notify_cancel()
        future.message = message
        self.futures.append(future)
        return future

    def replace(self, number: int) -> None:
        self.replaced.append(number)


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, key: str, *, client: str = "a", heavy: bool = True) -> None:
        values = {"kind": "compute", "task": "t", "values": {"language": "en"}, "key": key}
        self.writer.write(messages.pack({**values, "heavy": heavy, "client": client}))

    async def answer(self) -> messages.Message:
        return await asyncio.wait_for(messages.read(self.reader), 20)


def _run(test, rules: Rules) -> None:
    async def go() -> None:
        crew = Crew()
        broker = Broker(rules, crew)
        with tempfile.TemporaryDirectory() as folder:
            path, ready = Path(folder) / "s", asyncio.Event()
            serving = asyncio.ensure_future(broker.serve(path, ready=ready))
            await ready.wait()
            assert path.stat().st_mode & 0o777 == 0o600
            writers = []

            async def client() -> Client:
                reader, writer = await asyncio.open_unix_connection(str(path))
                writers.append(writer)
                return Client(reader, writer)

            await test(crew, client)
            for writer in writers:
                writer.close()
            await asyncio.sleep(0.05)
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    asyncio.run(go())


async def _until(condition) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


def test_one_computation_answers_all_who_asked_for_it_and_is_kept() -> None:
    async def test(crew, client) -> None:
        first, second, third = [await client() for _ in range(3)]
        first.send("same")
        second.send("same", client="b")
        await _until(lambda: crew.futures)
        await asyncio.sleep(0.1)
        crew.futures[0].set_result(({"etag": "e"}, b"body"))
        assert await first.answer() == await second.answer() == ({"etag": "e"}, b"body")
        third.send("same")
        assert (await third.answer())[1] == b"body"
        assert len(crew.futures) == 1

    _run(test, Rules(workers=2))


def test_an_answer_that_no_client_takes_is_a_problem() -> None:
    async def test(crew, client) -> None:
        one = await client()
        one.send("long")
        await _until(lambda: crew.futures)
        crew.futures[0].set_result(({"problem": {"faults": "x" * 5_000_000}}, b""))
        told, _ = await one.answer()
        assert (told["problem"]["status"], told["problem"]["slug"]) == (422, "too-costly")

    _run(test, Rules(workers=2))


def test_a_connection_that_rests_holds_nothing_of_its_last_question() -> None:
    async def test(crew, client) -> None:
        clients = [await client() for _ in range(5)]
        tracemalloc.start()
        for number, one in enumerate(clients):
            one.send(f"large {number}")
            await _until(lambda number=number: len(crew.futures) == number + 1)
            crew.futures.pop().set_result(({"problem": {}}, bytes(20_000_000)))
            crew.futures.append(None)
            assert len((await one.answer())[1]) == 20_000_000
        await asyncio.sleep(0.1)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert held < 10_000_000

    _run(test, Rules(workers=2))


def test_what_was_refused_is_not_kept() -> None:
    async def test(crew, client) -> None:
        one = await client()
        for number in range(2):
            one.send("refused")
            await _until(lambda number=number: len(crew.futures) == number + 1)
            crew.futures[number].set_result(({"problem": {}}, b""))
            assert (await one.answer())[0] == {"problem": {}}

    _run(test, Rules(workers=2))


def test_a_wait_in_the_queue_ends() -> None:
    async def test(crew, client) -> None:
        first, second = await client(), await client()
        first.send("a")
        await _until(lambda: crew.futures)
        second.send("b", client="b")
        told, _ = await second.answer()
        assert told["problem"]["status"] == 503
        assert told["problem"]["slug"] == "busy"
        assert len(crew.futures) == 1

    _run(test, Rules(workers=1, wait_seconds=0.2))


def test_what_nobody_wants_any_more_is_ended(monkeypatch) -> None:
    monkeypatch.setattr(broker_module, "UNWANTED_SECONDS", 0.1)

    async def test(crew, client) -> None:
        one, other = await client(), await client()
        one.send("a")
        await _until(lambda: crew.futures)
        one.writer.close()
        await _until(lambda: crew.futures[0].cancelled() or crew.futures[0].done())
        other.send("b")
        await _until(lambda: len(crew.futures) == 2)

    # A future that runs cannot be cancelled but by the real crew, which ends the process.
    monkeypatch.setattr(Future, "cancel", lambda self: self.set_exception(OSError()) or True)
    _run(test, Rules(workers=1))


def test_a_process_that_holds_too_much_is_replaced() -> None:
    async def test(crew, client) -> None:
        one = await client()
        one.send("a")
        await _until(lambda: crew.futures)
        crew.futures[0].set_result(({"etag": "e", "resident": 900}, b""))
        await one.answer()
        assert crew.replaced == [0]

    _run(test, Rules(workers=1, recycle=800))


def test_an_ended_process_is_a_problem_and_the_next_question_goes_on() -> None:
    async def test(crew, client) -> None:
        one = await client()
        one.send("a")
        await _until(lambda: crew.futures)
        crew.futures[0].set_exception(TimeoutError())
        assert (await one.answer())[0]["problem"]["slug"] == "timeout"
        one.send("b")
        await _until(lambda: len(crew.futures) == 2)
        crew.futures[1].set_result(({"etag": "b"}, b"b"))
        assert (await one.answer())[1] == b"b"

    _run(test, Rules(workers=1))


def test_nonsense_ends_the_connection_only() -> None:
    async def test(_crew, client) -> None:
        one, other = await client(), await client()
        one.writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await asyncio.wait_for(one.reader.read(), 20) == b""
        other.writer.write(messages.pack({"kind": "ping"}))
        assert (await other.answer())[0] == {"waiting": 0, "running": 0}
        other.writer.write(messages.pack({"kind": "dance"}))
        assert (await other.answer())[0] == {"error": "unknown kind"}

    _run(test, Rules(workers=1))
