"""A cluster of an earlier version, where one superuser owned everything, comes over at a start."""

import threading
from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import text

from layers.postgis import database, server
from layers.postgis.cluster import Cluster, locate
from layers.postgis.roles import APP, OWNER, ROLES, rights
from layers.postgis.roles.cluster_roles import make_roles, password
from layers.store import layers as store
from layers.store.history import list_history, undo
from tests.builders.machine import passable_folder

AREA = """
INSERT INTO areas (slug, title_zh, title_en, boundary, crs) VALUES
    ('a', '甲', 'A', ST_Multi(ST_MakeEnvelope(0, 0, 1, 1, 4326)), 'EPSG:4548');
SET shequ.actor = 'ann';
INSERT INTO police_stations (area_id, name, geometry)
SELECT id, 'post', ST_SetSRID(ST_MakePoint(0.5, 0.5), 4326) FROM areas;
INSERT INTO scenarios (area_id, name, facility, edits)
SELECT id, 'plan', 'health_centers', '[]' FROM areas;
"""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A running cluster as the versions without roles made it, with data at revision 0004."""
    with passable_folder("old") as folder:
        made = locate(folder / "postgres", fast=True)
        made.create()
        made.start()
        made.wait_until_ready()
        database.migrate(made.url(), "0004")
        _execute(made.url(), AREA)
        yield made
        if made.is_running():
            made.stop()


def _execute(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_an_old_cluster_is_brought_over_with_its_data(cluster: Cluster) -> None:
    assert _owners(cluster) == {"shequ"}
    with server.running(cluster.folder, fast=True) as url:
        database.migrate(url)
        assert _owners(cluster) == {"shequ_owner"}
        app = database.create_engine(cluster.url(role=APP))
        with app.begin() as connection:
            assert store.read_versions(connection, "a")["police_stations"] == 1
            (told,) = list_history(connection, "a", "police_stations")
            assert (told.actor, told.inserted) == ("ann", 1)
            assert undo(connection, "a", "police_stations", actor="bea").feature_count == 0
            assert connection.scalar(text("SELECT count(*) FROM scenarios")) == 1
        app.dispose()
        owner = database.create_engine(url)
        with owner.connect() as connection:
            assert rights.differences(connection) == (set(), set())
        owner.dispose()
        database.check_schema(url)


def test_brought_over_again_nothing_changes(cluster: Cluster) -> None:
    with server.running(cluster.folder, fast=True) as url:
        database.migrate(url)
        before = _state(cluster)
        files = {key: password(cluster.folder, role) for key, role in ROLES.items()}
        cluster.prepare()
        database.migrate(url)
        assert _state(cluster) == before
        assert {key: password(cluster.folder, role) for key, role in ROLES.items()} == files


@pytest.mark.parametrize(
    ("wanted", "statement"),
    [
        ("DROP EXTENSION IF EXISTS postgis CASCADE", "CREATE EXTENSION postgis"),
        ("DROP ROLE IF EXISTS shequ_qgis", "CREATE ROLE shequ_qgis"),
        ("SELECT 1", "ALTER ROLE shequ_app CONNECTION LIMIT 3"),
        ("SELECT 1", "ALTER DATABASE shequ OWNER TO shequ_app"),
    ],
)
def test_the_last_statement_of_a_killed_start_is_met_and_done_over(
    cluster: Cluster, wanted: str, statement: str
) -> None:
    with server.running(cluster.folder, fast=True):
        if "ROLE IF" in wanted:
            _execute(cluster.url(), "DROP OWNED BY shequ_qgis")
        _execute(cluster.url(), wanted)
        orphan = psycopg2.connect(cluster.url().replace("+psycopg2", ""))
        orphan.cursor().execute(statement)  # still going on, as its transaction is open
        ends = threading.Timer(0.7, lambda: (orphan.commit(), orphan.close()))
        ends.start()
        cluster.prepare()
        ends.join()
        state = _state(cluster)
        cluster.prepare()
        assert _state(cluster) == state
        assert _execute(cluster.url(), "SELECT 1 FROM pg_extension WHERE extname = 'postgis'") == [
            (1,)
        ]
        assert _owners(cluster) == {"shequ_owner"}
        (limit,) = _execute(
            cluster.url(), "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'shequ_app'"
        )
        assert limit == (ROLES["app"].connections,)


def test_every_password_is_its_own_in_a_private_file(cluster: Cluster) -> None:
    with server.running(cluster.folder, fast=True):
        known = {password(cluster.folder, role) for role in ROLES.values()}
        known.add((cluster.folder / "password").read_text().strip())
        assert len(known) == len(ROLES) + 1
        assert (cluster.folder / "passwords").stat().st_mode & 0o777 == 0o700
        for key in ROLES:
            assert (cluster.folder / "passwords" / key).stat().st_mode & 0o777 == 0o600


def test_a_role_that_gave_itself_more_room_is_put_right(cluster: Cluster) -> None:
    cluster.prepare()
    _execute(cluster.url(role=APP), "ALTER ROLE shequ_app SET statement_timeout = 0")
    _execute(cluster.url(role=APP), "ALTER ROLE shequ_app PASSWORD 'known'")
    _execute(cluster.url(), "ALTER ROLE shequ_app CREATEDB")
    make_roles(cluster.url("postgres").replace("+psycopg2", ""), cluster.folder)
    assert _execute(cluster.url(role=APP), "SHOW statement_timeout") == [("20s",)]
    (found,) = _execute(
        cluster.url(),
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = 'shequ_app'",
    )
    assert found == (False,) * 5


def test_the_limits_of_the_roles_hold(cluster: Cluster) -> None:
    cluster.prepare()
    for role in ROLES.values():
        for name, value in role.settings.items():
            assert _execute(cluster.url(role=role), f"SHOW {name}") == [(value,)]
        bound = "-1" if role is OWNER else "2GB"
        assert _execute(cluster.url(role=role), "SHOW temp_file_limit") == [(bound,)]


def _owners(cluster: Cluster) -> set[object]:
    """Return who owns what is ours: the database, its tables, views, sequences and functions."""
    found = _execute(
        cluster.url(),
        """
        SELECT relowner::regrole::text FROM pg_class c
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S') AND NOT EXISTS
            (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        UNION SELECT proowner::regrole::text FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS
            (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION SELECT datdba::regrole::text FROM pg_database WHERE datname = 'shequ'
        """,
    )
    return {row[0] for row in found}


def _state(cluster: Cluster) -> list[tuple[object, ...]]:
    return _execute(
        cluster.url(),
        """
        SELECT 'class', relname::text, relacl::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'function', oid::regprocedure::text, proacl::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'database', datname::text, datacl::text FROM pg_database
        UNION ALL SELECT 'role', rolname::text, rolconfig::text FROM pg_roles
        ORDER BY 1, 2
        """,
    )
