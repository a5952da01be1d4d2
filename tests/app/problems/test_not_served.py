import pytest

from app.problems.errors import describe
from app.problems.not_served import NotServedError
from app.serving.confinement.account import NoSetprivError, NoUserError
from app.serving.confinement.enclosure import OutOfReachError
from app.serving.readiness import PortTakenError
from app.serving.supervisor import ChildFailsError


@pytest.mark.parametrize(
    "error",
    [
        NotServedError(reason="x"),
        PortTakenError(port=8000),
        NoUserError(user="shequ", shell="/bin/false", reason="x"),  # noqa: S604 - a word
        NoSetprivError(),
        OutOfReachError(user="shequ", path="/root", reason="x", project="/srv/shequ"),
        ChildFailsError(child="web", times=6, code=3),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_keeps_the_service_from_starting_is_not_called_the_database(error) -> None:
    for language in ("zh", "en"):
        problem = describe(error, language)
        assert (problem.status, problem.slug) == (503, "not-served")
        assert error.text(language) == problem.detail
        assert "database" not in problem.title.lower()
