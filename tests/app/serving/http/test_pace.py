import socket
import threading

import pytest

from app.serving.http.pace import Pace, PacedSocket


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_pace_gives_time_for_bytes_that_move() -> None:
    clock = Clock()
    pace = Pace(idle=10, grace=10, rate=1000, clock=clock)
    assert pace.left() == 10
    clock.now = 9
    assert pace.left() == 1
    pace.moved = 5000  # 5 s more
    assert pace.left() == 6
    clock.now = 15
    assert pace.left() == 0


def test_no_byte_may_take_longer_than_the_idle_time() -> None:
    pace = Pace(idle=2, grace=100, rate=1, clock=Clock())
    assert pace.left() == 2


def _pair(**pace: float) -> tuple[PacedSocket, socket.socket]:
    listener = socket.create_server(("127.0.0.1", 0))
    there = socket.create_connection(listener.getsockname())
    here, _ = listener.accept()
    listener.close()
    return PacedSocket(here, lambda: Pace(**pace)), there


def test_a_body_that_drips_ends_in_a_time_out() -> None:
    here, there = _pair(idle=0.2, grace=0.2, rate=1e9)
    with there:
        here.begin(body=True)
        there.sendall(b"a")
        assert here.recv(10) == b"a"
        with pytest.raises(TimeoutError):
            here.recv(10)
        here.inner.close()


def test_an_answer_that_nobody_reads_ends_as_if_the_client_had_gone() -> None:
    here, there = _pair(idle=0.3, grace=0.3, rate=1e9)
    with there:
        here.begin(body=False)
        with pytest.raises(ConnectionResetError):
            here.sendall(b"x" * 60_000_000)
        here.inner.close()


def test_an_answer_that_is_read_arrives_whole_header_first() -> None:
    here, there = _pair(idle=5, grace=5, rate=1e6)
    got = bytearray()

    def read() -> None:
        while part := there.recv(1 << 16):
            got.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    here.begin(body=False)
    here.sendall(b"header\r\n\r\n")
    here.sendall(b"y" * 3_000_000)
    here.finish()
    here.close()
    reader.join(20)
    there.close()
    assert bytes(got[:10]) == b"header\r\n\r\n"
    assert len(got) == 3_000_010


def test_a_header_alone_is_sent_when_the_answer_is_finished() -> None:
    here, there = _pair()
    with there:
        here.begin(body=False)
        here.sendall(b"304")
        here.finish()
        there.settimeout(5)
        assert there.recv(10) == b"304"
        here.close()
