from app.compute import counting
from app.compute.counting import Counters


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_counts_begin_anew_when_their_window_closes() -> None:
    clock = Clock()
    counters = Counters(clock)
    assert counters.increase("a", 10) == (1, 110.0)
    assert counters.increase("a", 10, amount=2) == (3, 110.0)
    assert counters.increase("b", 5) == (1, 105.0)
    clock.now = 110.0
    assert counters.increase("a", 10) == (1, 120.0)


def test_looking_counts_nothing_and_a_key_can_be_forgotten() -> None:
    counters = Counters(Clock())
    assert counters.increase("a", 10, amount=0)[0] == 0
    counters.increase("a", 10)
    assert counters.increase("a", 10, amount=0)[0] == 1
    counters.clear("a")
    assert counters.increase("a", 10, amount=0)[0] == 0


def test_invented_keys_take_no_more_memory_than_so_many(monkeypatch) -> None:
    monkeypatch.setattr(counting, "MOST_KEYS", 10)
    clock = Clock()
    counters = Counters(clock)
    for number in range(100):
        clock.now += 0.001
        counters.increase(str(number), 1000)
        assert len(counters._counts) <= 10
    assert counters.increase("99", 1000, amount=0)[0] == 1, "the newest are kept"
