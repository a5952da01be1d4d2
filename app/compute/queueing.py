"""Who computes next: a bounded queue, two lanes, and no client that takes all places.

Pure bookkeeping of one event loop: nothing here waits, reads or computes.
"""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from app.problems.overload import BusyError, TooManyQuestionsError

LIGHT_PLACES = 8


@dataclass(eq=False)
class Job:
    """One question, which several clients may wait for: `askers` counts those of each client."""

    key: Hashable
    heavy: bool
    seconds: float
    start: Callable[["Job", int], None]
    askers: dict[str, int] = field(default_factory=dict)
    worker: int | None = None

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return bool(self.askers)


class Queue:
    """Jobs that wait and jobs that run on `workers` processes.

    Heavy jobs run on all processes but one, so that light ones never wait for them; with a single
    process all take turns. At most `most` heavy jobs wait, and `LIGHT_PLACES` as many light ones,
    for they are soon done; at most half of either for one client.
    """

    def __init__(self, workers: int, *, most: int) -> None:
        self._places = {True: most, False: most * LIGHT_PLACES}
        self._idle = set(range(workers))
        self._heavy_places = max(1, workers - 1)
        self._heavy_running = 0
        self._waiting: deque[Job] = deque()
        self._known: dict[Hashable, Job] = {}

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many jobs run."""
        return len(self._known) - len(self._waiting)

    def join(self, key: Hashable, client: str) -> Job | None:
        """Wait with others for a job that is known already, or return None."""
        job = self._known.get(key)
        if job is not None:
            job.askers[client] = job.askers.get(client, 0) + 1
        return job

    def add(self, job: Job, client: str) -> None:
        """Put a new job into the queue, and start what can be started.

        Raises
        ------
        BusyError
            The queue is full.
        TooManyQuestionsError
            Half of the queue waits for this client already.
        """
        job.askers[client] = 1
        self._known[job.key] = job
        self._waiting.append(job)
        self._start()
        if job.worker is not None:
            return
        places = self._places[job.heavy]
        lane = [one for one in self._waiting if one.heavy == job.heavy]
        mine = sum(1 for one in lane if client in one.askers)
        if len(lane) > places:
            self._forget(job)
            raise BusyError(retry_after=self.retry_seconds())
        if mine > max(1, places // 2):
            self._forget(job)
            raise TooManyQuestionsError(waiting=mine - 1, retry_after=self.retry_seconds())

    def leave(self, job: Job, client: str) -> None:
        """Let a client go; a job that nobody wants any more leaves the queue."""
        left = job.askers.get(client, 0) - 1
        if left > 0:
            job.askers[client] = left
        else:
            job.askers.pop(client, None)
        if not job.wanted and job.worker is None:
            self._forget(job)

    def done(self, job: Job) -> None:
        """Give the process of a job to the next one."""
        if job.worker is None:
            return
        self._idle.add(job.worker)
        self._heavy_running -= job.heavy
        job.worker = None
        self._known.pop(job.key, None)
        self._start()

    def retry_seconds(self) -> int:
        """Estimate when there will be a place: the estimates of what waits, over the processes."""
        ahead = sum(one.seconds for one in self._known.values()) / self._heavy_places
        return int(min(30, max(1, round(ahead / 2))))

    def _start(self) -> None:
        # Light ones first: they are many, and soon done.
        for job in sorted(self._waiting, key=lambda one: one.heavy):
            if not self._idle:
                return
            if job.heavy and self._heavy_running >= self._heavy_places:
                continue
            self._waiting.remove(job)
            # The first ones are the warmest: they did the most before.
            job.worker = min(self._idle)
            self._idle.discard(job.worker)
            self._heavy_running += job.heavy
            job.start(job, job.worker)

    def _forget(self, job: Job) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        self._known.pop(job.key, None)
