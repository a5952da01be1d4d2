"""How a connection ends: the answer arrives, and nobody waits at rest for a server that stops."""

import socket
import threading

from app.serving.http.pace import PacedSocket


def test_closing_lets_the_answer_arrive_before_unread_bytes_are_dropped() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        paced = PacedSocket(server.accept()[0])
    theirs.sendall(b"x" * 100_000)
    paced.begin(body=True)
    paced.sendall(b"answer")
    closer = threading.Thread(target=paced.close)
    closer.start()
    assert theirs.recv(100) == b"answer"
    assert theirs.recv(100) == b""
    theirs.close()
    closer.join(5)
    assert not closer.is_alive()


def test_a_connection_at_rest_is_ended_for_its_reader() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        paced = PacedSocket(server.accept()[0])
    assert paced.idle
    paced.rest()
    assert paced.recv(100) == b""
    paced.close()
    theirs.close()
