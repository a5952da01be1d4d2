"""Where Flask-Limiter counts requests: at the broker, so that a limit holds for all processes."""

from typing import Any
from urllib.parse import unquote, urlsplit

from limits.storage import Storage

from app.compute.client import BrokerCompute
from app.problems.overload import ComputeUnavailableError

SCHEME = "shequ-broker"


class BrokerStorage(Storage):
    """Counts in windows of time; `uri` is `shequ-broker:///path/of/the/socket`."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str, *, wrap_exceptions: bool = False, **_: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._broker = BrokerCompute(unquote(urlsplit(uri).path))

    @property
    def base_exceptions(self) -> type[Exception]:
        """What is raised while the broker does not answer; limits are then counted here."""
        return ComputeUnavailableError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more of `key` in its window of `expiry` seconds."""
        return self._broker.count(key, seconds=expiry, amount=amount)[0]

    def get(self, key: str) -> int:
        """Return the count of `key`."""
        return self._broker.count(key, seconds=0, amount=0)[0]

    def get_expiry(self, key: str) -> float:
        """Return when the window of `key` closes, in seconds since 1970."""
        return self._broker.count(key, seconds=0, amount=0)[1]

    def check(self) -> bool:
        """Say whether the broker answers."""
        try:
            self._broker.ping()
        except ComputeUnavailableError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget nothing: windows close by themselves."""
        return None

    def clear(self, key: str) -> None:
        """Begin to count `key` anew."""
        self._broker.forget(key)
