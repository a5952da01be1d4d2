import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compute.queueing import Job, Queue
from app.problems.overload import BusyError, TooManyQuestionsError


class Starts(list):
    """Which job was started on which process."""

    def __call__(self, job: Job, number: int) -> None:
        self.append((job.key, number))


def _job(key: str, starts: Starts, *, heavy: bool = True, seconds: float = 4.0) -> Job:
    return Job(key, heavy, seconds, starts)


def test_heavy_jobs_leave_one_process_to_the_light_ones() -> None:
    starts, queue = Starts(), Queue(3, most=4)
    heavy = [_job(f"h{n}", starts) for n in range(3)]
    for job in heavy:
        queue.add(job, "a")
    assert starts == [("h0", 0), ("h1", 1)]
    queue.add(_job("light", starts, heavy=False), "b")
    assert starts[-1] == ("light", 2)
    assert (queue.waiting, queue.running) == (1, 3)
    queue.done(heavy[1])
    assert starts[-1] == ("h2", 1)


def test_a_single_process_does_both() -> None:
    starts, queue = Starts(), Queue(1, most=4)
    first = _job("heavy", starts)
    queue.add(first, "a")
    queue.add(_job("light", starts, heavy=False), "a")
    queue.done(first)
    assert starts == [("heavy", 0), ("light", 0)]


def test_light_jobs_start_before_heavy_ones_that_came_first() -> None:
    starts, queue = Starts(), Queue(1, most=4)
    first = _job("first", starts)
    queue.add(first, "a")
    queue.add(_job("heavy", starts), "a")
    queue.add(_job("light", starts, heavy=False), "b")
    queue.done(first)
    assert starts == [("first", 0), ("light", 0)]


def test_the_same_question_is_computed_once() -> None:
    starts, queue = Starts(), Queue(2, most=2)
    job = _job("same", starts)
    queue.add(job, "a")
    assert queue.join("same", "b") is job
    assert queue.join("other", "b") is None
    queue.leave(job, "a")
    assert job.wanted
    queue.leave(job, "b")
    assert not job.wanted
    assert starts == [("same", 0)]


def test_a_full_queue_refuses_and_says_when_to_ask_again() -> None:
    starts, queue = Starts(), Queue(2, most=2)
    for name in "abc":
        queue.add(_job(name, starts), name)
    with pytest.raises(BusyError) as busy:
        queue.add(_job("e", starts), "e")
    assert queue.waiting == 2
    # Three jobs of 4 s on the one place for heavy ones, half of them done by then.
    assert busy.value.retry_after == 6
    assert queue.join("e", "e") is None, "what was refused is not known"


def test_no_client_takes_more_than_half_of_the_queue() -> None:
    starts, queue = Starts(), Queue(2, most=4)
    for number in range(3):
        queue.add(_job(f"a{number}", starts), "a")
    with pytest.raises(TooManyQuestionsError) as refused:
        queue.add(_job("a3", starts), "a")
    assert refused.value.details["waiting"] == 2
    queue.add(_job("b", starts), "b")


def test_light_jobs_have_places_of_their_own() -> None:
    starts, queue = Starts(), Queue(1, most=2)
    for number in range(9):
        queue.add(_job(f"l{number}", starts, heavy=False), "a")
    assert queue.waiting == 8, "half of sixteen places, for one client"
    with pytest.raises(TooManyQuestionsError):
        queue.add(_job("l9", starts, heavy=False), "a")
    queue.add(_job("h", starts), "a")


def test_who_leaves_while_waiting_frees_the_place() -> None:
    starts, queue = Starts(), Queue(2, most=1)
    queue.add(_job("runs", starts), "a")
    waits = _job("waits", starts)
    queue.add(waits, "b")
    queue.leave(waits, "b")
    queue.add(_job("next", starts), "c")
    assert queue.waiting == 1


@given(st.lists(st.tuples(st.sampled_from("hlde"), st.integers(0, 5)), max_size=60))
def test_processes_are_never_lost_nor_used_twice(steps: list[tuple[str, int]]) -> None:
    starts, queue, jobs = Starts(), Queue(3, most=5), []
    for number, (step, which) in enumerate(steps):
        if step in "hl":
            job = _job(str(number), starts, heavy=step == "h")
            try:
                queue.add(job, str(which))
            except (BusyError, TooManyQuestionsError):
                continue
            jobs.append(job)
        elif jobs:
            job = jobs[which % len(jobs)]
            if step == "d":
                queue.done(job)
            else:
                for client in list(job.askers):
                    queue.leave(job, client)
        running = [job.worker for job in jobs if job.worker is not None]
        assert len(set(running)) == len(running) == queue.running
        assert sum(job.heavy for job in jobs if job.worker is not None) <= 2
        assert queue.waiting <= 5 + 5 * 8
