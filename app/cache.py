"""A bounded store of computed things, by bytes: the one used longest ago leaves first."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

ENTRY_BYTES = 2_000
"""What an answer takes beside its body, which may be short or empty: key, headers and place."""


class Cache:
    """Least-recently-used store limited by the bytes its values were said to take."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._makers: dict[Hashable, tuple[Lock, int]] = {}

    def get(self, key: Hashable) -> Any:
        """Return what is stored under `key`, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, *, size: int) -> None:
        """Store `value` of `size` bytes; what alone exceeds the limit is not kept."""
        with self._lock:
            self.used -= self._values.pop(key, (None, 0))[1]
            if size > self.limit:
                return
            self._values[key] = (value, size)
            self.used += size
            while self.used > self.limit:
                self.used -= self._values.popitem(last=False)[1][1]

    @contextmanager
    def alone(self, key: Hashable) -> Iterator[None]:
        """Let one at a time make the value of `key`: others wait, look again and find it."""
        with self._lock:
            lock, waiting = self._makers.get(key, (Lock(), 0))
            self._makers[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                waiting = self._makers[key][1] - 1
                self._makers[key] = (lock, waiting)
                if not waiting:
                    del self._makers[key]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.used = 0
