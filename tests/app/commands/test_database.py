import json

import psycopg2
import pytest

from app import create_app
from layers.postgis.cluster import locate


@pytest.fixture
def embedded(server_folder, server_url):
    """The application on the embedded cluster that the tests share, as without DATABASE_URL."""
    assert server_url, "the server is up"
    app = create_app({"folder": server_folder.parent})
    yield app
    app.extensions["database"].close()


def test_the_roles_are_listed_with_what_qgis_asks_for(embedded, server_folder) -> None:
    told = embedded.test_cli_runner().invoke(args=["database", "roles", "--json", "--lang", "en"])
    assert told.exit_code == 0, told.output
    rows = {row["role"]: row for row in json.loads(told.stdout)}
    assert list(rows) == ["owner", "app", "reader", "qgis"]
    qgis = rows["qgis"]
    assert (qgis["host"], qgis["database"], qgis["user"]) == ("127.0.0.1", "shequ", "shequ_qgis")
    assert qgis["file"] == str(server_folder / "passwords" / "qgis")
    assert "edits layers" in qgis["about"]
    secrets = [(server_folder / "passwords" / key).read_text() for key in rows]
    assert not any(secret in told.output for secret in secrets)


def test_passwords_are_shown_when_asked_for_and_open_the_door(embedded, server_folder) -> None:
    runner = embedded.test_cli_runner()
    told = runner.invoke(args=["database", "roles", "--passwords", "--json"])
    for row in json.loads(told.stdout):
        connection = psycopg2.connect(row["url"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (row["user"],)
        connection.close()
    assert locate(server_folder).is_running()
    told = runner.invoke(args=["database", "roles", "--lang", "zh"])
    assert "shequ_reader" in told.stdout
    assert "--passwords" in told.stderr


def test_of_a_server_of_ones_own_only_usable_roles_are_listed(runner) -> None:
    """Its roles belong to another installation here, whose passwords this one does not know."""
    told = runner.invoke(args=["database", "roles", "--json"])
    rows = json.loads(told.stdout)
    found = [(row["role"], row["user"], row["file"]) for row in rows]
    assert found == [("owner", "shequ", "DATABASE_URL")]
