import logging
from pathlib import Path

import pytest

from app.database import Database
from app.serving.http.warm import connect, warm

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:9/none"


def test_every_page_is_compiled_before_the_first_request(empty_app) -> None:
    empty_app.jinja_env.cache.clear()
    warm(empty_app)
    names = {key[1] for key in empty_app.jinja_env.cache}
    assert {"workbench.html", "result.html", "error.html"} <= names


def test_a_standard_that_cannot_be_read_keeps_no_worker_from_starting(
    empty_app, caplog: pytest.LogCaptureFixture
) -> None:
    own: Path = empty_app.extensions["database"].standards.own
    own.mkdir(exist_ok=True)
    (own / "broken.toml").write_text("id = [")
    with caplog.at_level(logging.WARNING):
        warm(empty_app)
    assert "broken.toml" in caplog.text


def test_a_worker_opens_every_connection_before_its_first_client(database: Database) -> None:
    database.disconnect()
    assert connect(database) == database.pool_size
    assert database.engine.pool.checkedin() == database.pool_size


def test_a_worker_starts_while_the_database_is_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert connect(Database(NOBODY_LISTENS, folder=tmp_path)) == 0
    assert "connections are opened later" in caplog.text
