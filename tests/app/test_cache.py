import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from app.cache import Cache


def test_the_value_used_longest_ago_leaves_first() -> None:
    cache = Cache(100)
    cache.put("a", 1, size=40)
    cache.put("b", 2, size=40)
    assert cache.get("a") == 1
    cache.put("c", 3, size=40)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_what_is_too_large_is_not_kept() -> None:
    cache = Cache(10)
    cache.put("a", 1, size=11)
    assert cache.get("a") is None
    assert cache.used == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60))))
def test_it_never_holds_more_than_its_limit(puts) -> None:
    cache = Cache(100)
    for key, size in puts:
        cache.put(key, (key, size), size=size)
        assert 0 <= cache.used <= 100
        assert cache.get(key) == (key, size)
    cache.clear()
    assert cache.used == 0


def test_what_many_ask_for_at_once_is_made_once() -> None:
    cache, made = Cache(100), []

    def ask() -> None:
        with cache.alone("key"):
            if cache.get("key") is None:
                made.append(1)
                time.sleep(0.05)
                cache.put("key", "value", size=1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert not cache._makers
