import pytest

from app.problems.errors import describe
from app.problems.overload import (
    AnswerTooLongError,
    BusyError,
    ComputeUnavailableError,
    CrashedError,
    OutOfMemoryError,
    TooManyQuestionsError,
    TooSlowError,
)


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (BusyError(retry_after=7), 503, 7),
        (TooManyQuestionsError(waiting=8, retry_after=3), 429, 3),
        (ComputeUnavailableError(), 503, 5),
        (TooSlowError(seconds=30), 504, None),
        (OutOfMemoryError(megabytes=1000), 422, None),
        (AnswerTooLongError(megabytes=64), 422, None),
        (CrashedError(), 503, 5),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_has_its_status_and_says_when_to_ask_again(error, status, retry) -> None:
    for language in ("zh", "en"):
        problem = describe(error, language)
        assert (problem.status, problem.retry_after) == (status, retry)
        assert "{" not in problem.detail
        for value in error.details.values():
            assert str(value) in problem.detail
