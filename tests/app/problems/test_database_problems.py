import errno

import psycopg2
import pytest
from psycopg2 import errors as pg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.problems.database_problems import BY_CODE, cause_of
from app.problems.errors import TITLES, describe


def _coded(code: str, said: str = "/srv/secret", kind: type[Exception] = Exception) -> Exception:
    return type("CodedError", (kind,), {"pgcode": code})(said)


@pytest.mark.parametrize(
    ("error", "status", "slug", "said"),
    [
        (_coded("55P03"), 503, "busy", "somebody else is writing"),
        (_coded("40P01"), 503, "busy", "somebody else is writing"),
        (_coded("53300"), 503, "busy", "too many requests"),
        (_coded("53100"), 507, "storage-full", "make room"),
        (_coded("53400"), 507, "storage-full", "make room"),
        (_coded("57014", "canceling statement due to user request"), 507, "storage-full", "room"),
        (_coded("57014", "canceling statement due to statement timeout"), 504, "timeout", "time"),
        (_coded("25006"), 503, "read-only", "takes no changes"),
        (_coded("42P01"), 503, "schema", "flask serve"),
        (_coded("42501"), 503, "schema", "flask database roles"),
    ],
)
def test_what_the_database_refuses_has_words_of_its_own(error, status, slug, said) -> None:
    """Wrapped by SQLAlchemy, or from the driver itself as COPY raises it."""
    bare = _coded(error.pgcode, str(error), psycopg2.Error)
    for one in (DBAPIError("INSERT", {}, error), OperationalError("INSERT", {}, error), bare):
        problem = describe(one, "en")
        assert (problem.status, problem.slug) == (status, slug)
        assert said in problem.detail
        assert "/srv/secret" not in str(problem)
        assert (problem.retry_after is not None) is (status == 503)
        assert describe(one, "zh").detail != problem.detail


def test_a_full_pool_is_busy_and_a_lost_server_is_not_available() -> None:
    assert describe(PoolTimeout("pool"), "en").slug == "busy"
    for one in (pg.AdminShutdown("x"), psycopg2.InterfaceError("connection already closed")):
        assert describe(one, "en").slug == "database-unavailable"
    full = psycopg2.OperationalError("FATAL: could not write: No space left on device")
    assert describe(full, "en").status == 507


@pytest.mark.parametrize(
    ("number", "status", "slug"),
    [
        (errno.ENOSPC, 507, "storage-full"),
        (errno.EDQUOT, 507, "storage-full"),
        (errno.EROFS, 503, "read-only"),
        (errno.EACCES, 503, "read-only"),
        (errno.ENOENT, 500, "internal"),
    ],
)
def test_what_the_disk_refuses_has_words_of_its_own(number, status, slug) -> None:
    problem = describe(OSError(number, "no", "/srv/secret"), "en")
    assert (problem.status, problem.slug) == (status, slug)
    assert "/srv/secret" not in str(problem)


def test_an_error_of_the_program_is_none_of_these() -> None:
    assert cause_of(ValueError("x")) is None
    assert cause_of(DBAPIError("SELECT", {}, _coded("42601"))) is None


def test_every_cause_has_a_title() -> None:
    assert {cause.slug for cause in BY_CODE.values()} <= set(TITLES)
