"""Who is told how far a long search has come: set at the door, heard where the search runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from spatial.siting import Progress

Listener = Callable[[Progress], object]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell `listener` of the progress of searches until the block ends."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(progress: Progress) -> None:
    """Pass progress on to whoever listens at this door."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(progress)
