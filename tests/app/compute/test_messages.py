import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compute import messages
from app.compute.messages import MessageError, pack, read, receive, send

VALUES = st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.booleans())


@given(VALUES, st.binary(max_size=2000))
def test_both_ends_see_the_same(values, body) -> None:
    here, there = socket.socketpair()
    with here, there:
        send(here, values, body)
        assert receive(there) == (values, body)

    async def ask():
        reader = asyncio.StreamReader()
        reader.feed_data(pack(values, body))
        return await read(reader)

    assert asyncio.run(ask()) == (values, body)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\0\0",
        pack({"a": 1}, b"body")[:-1],
        b"\0\0\0\2\0\0\0\0[]",
        b"\0\0\0\2\0\0\0\0{x",
        b"\xff\xff\xff\xff\0\0\0\0",
        b"\0\0\0\2\xff\xff\xff\xff{}",
    ],
)
def test_what_is_no_message_is_refused(sent: bytes) -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(sent)
        here.shutdown(socket.SHUT_WR)
        with pytest.raises(MessageError):
            receive(there)


def test_what_no_side_would_take_is_not_sent() -> None:
    with pytest.raises(MessageError, match="longer"):
        messages.pack({"problem": "x" * messages.MOST_VALUES})


def test_lengths_are_bounded_before_anything_is_read() -> None:
    assert messages.MOST_VALUES < messages.MOST_BODY < 2**31
