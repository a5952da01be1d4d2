"""32 clients with heavy questions at once: what others notice, what is refused, when it is over.

`python -m tests.load.overload ADDRESS` presses on a running service for about a minute.
"""

import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock, Thread

from tests.load import Row, table

CLIENTS = 32
SECONDS = 30.0
AREA = "/api/v1/areas/dongcheng"
HEALTH_LIMIT, PAGE_LIMIT, NORMAL_LIMIT = 0.2, 1.0, 5.0
PAGES = ("/areas/dongcheng", "/areas/dongcheng/map", "/areas/dongcheng/results/coverage")
HEALTH = ("/healthz", "/readyz")
# Each client asks for another radius every time, so that nothing is kept.
HEAVY = (
    "/coverage?facility=health_centers&metric=walking&radius={n}",
    "/service-areas?facility=police_stations&metric=walking&radius={n}",
    "/siting?facility=culture_rooms&radius={n}&sites=3",
    "/siting-frontier?facility=health_centers&radius={n}",
    "/equity?measure=access&facility=health_centers&catchment={n}",
)


@dataclass
class Seen:
    """Statuses and the longest waits, as all threads see them."""

    statuses: Counter[int] = field(default_factory=Counter)
    without_retry: int = 0
    waits: dict[str, list[float]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def longest(self, paths: tuple[str, ...]) -> float:
        """Return the longest wait for any of these addresses; one never answered is endless."""
        found = [wait for path in paths for wait in self.waits.get(path, [])]
        return max(found, default=float("inf"))


def ask(address: str, path: str, *, seconds: float = 90) -> tuple[int, float, bool]:
    """Return status, seconds, and whether a refusal says when to ask again."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address + path, timeout=seconds) as answer:  # noqa: S310 - ours
            answer.read()
            return answer.status, time.monotonic() - began, True
    except urllib.error.HTTPError as error:
        error.read()
        return error.code, time.monotonic() - began, "Retry-After" in error.headers
    except OSError:
        return 0, time.monotonic() - began, False


def run(address: str) -> list[Row]:
    """Press for `SECONDS`; returns the figures beside their limits."""
    seen, over, numbers = Seen(), Event(), count(400)
    for path in (*PAGES, *HEALTH):
        ask(address, path)  # what is drawn first is another figure

    def press(which: int) -> None:
        while not over.is_set():
            path = HEAVY[which % len(HEAVY)].format(n=next(numbers))
            status, _, told = ask(address, AREA + path)
            with seen.lock:
                seen.statuses[status] += 1
                seen.without_retry += status in {429, 503} and not told
            if status in {429, 503}:
                over.wait(1.0)

    def look(path: str) -> None:
        while not over.is_set():
            status, wait, _ = ask(address, path)
            with seen.lock:
                seen.waits.setdefault(path, []).append(wait if status == 200 else float("inf"))
            over.wait(0.2)

    threads = [Thread(target=press, args=(n,), daemon=True) for n in range(CLIENTS)]
    threads += [Thread(target=look, args=(path,), daemon=True) for path in (*HEALTH, *PAGES)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    over.set()
    ended = time.monotonic()
    status, wait = 0, 0.0
    while status != 200 and time.monotonic() - ended < 60:
        status, wait, _ = ask(address, f"{AREA}/coverage?facility=health_centers&radius=1234.5")
    normal = time.monotonic() - ended
    for thread in threads:
        thread.join(100)
    wrong = sum(n for code, n in seen.statuses.items() if code not in {200, 429, 503})
    refused = seen.statuses[429] + seen.statuses[503]
    print(f"heavy questions: {dict(seen.statuses)}; the one afterwards took {wait:.2f} s")
    return [
        Row("longest wait for healthz and readyz", HEALTH_LIMIT, seen.longest(HEALTH), "s"),
        Row("longest wait for a page", PAGE_LIMIT, seen.longest(PAGES), "s"),
        Row("heavy answers that are neither 200, 429 nor 503", 0, wrong),
        Row("refusals without Retry-After", 0, seen.without_retry),
        Row("nothing was refused (1: the load was no load)", 0, int(refused == 0)),
        Row("nothing was answered", 0, int(seen.statuses[200] == 0)),
        Row("normal again after", NORMAL_LIMIT, normal, "s"),
    ]


if __name__ == "__main__":
    print(table(run(sys.argv[1])))
