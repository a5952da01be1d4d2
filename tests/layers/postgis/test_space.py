import pytest
from sqlalchemy import Engine, text

from layers.postgis.space import Reclaimed, reclaim, size_of


def test_what_was_freed_is_never_less_than_nothing() -> None:
    assert Reclaimed(10, 4, whole=True).freed == 6
    assert Reclaimed(4, 10, whole=False).freed == 0


def test_only_tables_of_ours_are_written_anew(engine: Engine) -> None:
    with pytest.raises(KeyError):
        reclaim(engine, "pg_class; DROP TABLE areas")
    assert size_of(engine, "history", "changes") > 0


def test_the_settings_of_the_work_are_not_left_behind(engine: Engine) -> None:
    reclaim(engine, "scenarios")
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "20s"
