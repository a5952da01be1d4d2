"""Each role and each act: what is forbidden is refused by PostgreSQL, what is allowed works."""

# ruff: noqa: S608 - every name in this SQL is a constant of the product

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg2
import pytest
from shapely import MultiPolygon, Point, box
from sqlalchemy import Connection, Engine, text

from layers.catalogue import FACILITY_TYPES
from layers.postgis import database
from layers.postgis.cluster import locate
from layers.postgis.roles import APP, OWNER, QGIS, READER, Role, rights
from layers.postgis.tables import LAYER_TABLES, metadata
from layers.store import layers as store
from layers.store.area_versions import list_area_versions, update_area
from layers.store.areas import Area, create_area, read_area
from layers.store.history import list_history, undo
from layers.store.scenario_records import delete_scenario
from layers.store.scenarios import create_scenario, update_scenario
from layers.store.versions import read_layer_at
from layers.text import Text
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame, named_points

FILE = "COPY areas (slug) FROM '/etc/passwd'"
# Not one of the roles may do these, the owner included (it is no superuser).
OUTSIDE = {
    "read a file of the server": "SELECT pg_read_file('/etc/passwd')",
    "list a folder of the server": "SELECT pg_ls_dir('/')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'id'",
    "run a program for its output": "CREATE TEMP TABLE t (x text); COPY t FROM PROGRAM 'id'",
    "read a file by COPY": FILE,
    "write a file by COPY": "COPY (SELECT 1) TO '/tmp/x'",
    "import a file as a large object": "SELECT lo_import('/etc/passwd')",
    "make a role": "CREATE ROLE intruder SUPERUSER",
    "make itself a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "become the superuser": "SET ROLE shequ",
    "change a setting of the server": "ALTER SYSTEM SET log_statement = 'all'",
    "read the passwords": "SELECT rolpassword FROM pg_authid",
    "write in an untrusted language": "CREATE FUNCTION x() RETURNS int LANGUAGE c AS 'a', 'b'",
    "switch triggers off for its session": "SET session_replication_role = replica",
    "load a library": "LOAD '/tmp/x.so'",
}
STRUCTURE = {
    "make a table": "CREATE TABLE mine (x int)",
    "make a table in a schema of its own": "CREATE SCHEMA mine",
    "make a temporary table": "CREATE TEMPORARY TABLE mine (x int)",
    "make a function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "change a table": "ALTER TABLE communities ADD COLUMN x int",
    "switch a trigger off": "ALTER TABLE communities DISABLE TRIGGER communities_insert",
    "remove a table": "DROP TABLE communities",
    "remove a view": "DROP VIEW police_stations",
    "remove an index": "DROP INDEX communities_geometry_idx",
    "empty a table without a trace": "TRUNCATE communities",
    "change a trigger's function": "ALTER FUNCTION raise_version(bigint, text) RENAME TO x",
    "attach a trigger": (
        "CREATE TRIGGER x AFTER INSERT ON areas FOR EACH ROW EXECUTE FUNCTION keep_area_version()"
    ),
    "become the owner": "SET ROLE shequ_owner",
    "keep data outside of the tables": "SELECT lo_from_bytea(0, 'x')",
    "make an empty large object": "SELECT lo_create(0)",
    "run a program of the database": "DO $$ BEGIN END $$",
    "change the revision": "UPDATE alembic_version SET version_num = 'x'",
    "take a table over": "ALTER TABLE history OWNER TO CURRENT_USER",
    "comment on a table": "COMMENT ON TABLE areas IS 'x'",
}
PAST = {
    "write a change": "INSERT INTO changes VALUES (1, 'streets', 9, now(), 'x', 'y')",
    "change who did it": "UPDATE changes SET actor = 'x'",
    "remove a change": "DELETE FROM changes",
    "remove a scenario for good": "DELETE FROM scenarios",
    "fill the memory of all with locks": "SELECT pg_advisory_lock(1)",
    "fill the disk with messages": "SELECT pg_logical_emit_message(false, 'x', 'y')",
    "write a revision": "UPDATE scenario_revisions SET title = 'x'",
    "write history": (
        "INSERT INTO history (area_id, layer, version, feature_id, operation)"
        " VALUES (1, 'streets', 1, 1, 'insert')"
    ),
    "change history": "UPDATE history SET old_values = NULL",
    "remove history": "DELETE FROM history",
    "empty history": "TRUNCATE history",
    "change an earlier area": "UPDATE area_versions SET actor = 'x'",
    "remove an earlier area": "DELETE FROM area_versions",
    "change an earlier raster": "UPDATE raster_versions SET file = NULL",
    "remove an earlier raster": "DELETE FROM raster_versions",
    "remove a raster with its versions": "DELETE FROM rasters",
    "remove an area with its history": "DELETE FROM areas",
    "set a version": "UPDATE layers SET version = 1",
    "set who wrote": "UPDATE layers SET updated_by = 'x'",
    "begin at another version": "INSERT INTO layers (area_id, layer, version) VALUES (1, 'x', 9)",
    "remove a layer": "DELETE FROM layers",
    "set the version of an area": "UPDATE areas SET version = 7",
    "rename an area": "UPDATE areas SET slug = 'x'",
    "set the version of a raster": "UPDATE rasters SET version = 7",
    "set a sequence": "SELECT setval('streets_id_seq', 1)",
    "raise ids to their end": "SELECT raise_ids('streets', 9223372036854775807)",
    "raise ids of other tables": "SELECT raise_ids('areas', 5)",
}
DATA = {
    "write an area": "UPDATE areas SET title_en = 'x'",
    "write a raster": "UPDATE rasters SET name = 'x'",
    "write a scenario": "UPDATE scenarios SET title = 'x'",
    "remove a scenario": "DELETE FROM scenarios",
    "keep a fingerprint": "UPDATE layers SET sha256 = 'x'",
    "raise a version": "SELECT raise_version(1, 'streets')",
    "mark an undo": "SELECT mark_undone(1, 'streets', 1)",
}
FEATURES = {
    "insert a feature": "INSERT INTO streets (area_id) VALUES (1)",
    "change a feature": "UPDATE communities SET name = 'x'",
    "remove a feature": "DELETE FROM buildings",
    "change a facility by its view": "UPDATE police_stations SET name = 'x'",
}
HIDDEN_FROM_QGIS = {
    "read history": "SELECT * FROM history",
    "read changes": "SELECT * FROM changes",
    "read versions of layers": "SELECT * FROM layers",
    "read scenarios": "SELECT * FROM scenarios",
    "read rasters": "SELECT * FROM rasters",
}
FORBIDDEN = {
    OWNER: OUTSIDE,
    APP: OUTSIDE | STRUCTURE | PAST,
    READER: OUTSIDE | STRUCTURE | PAST | DATA | FEATURES,
    QGIS: OUTSIDE | STRUCTURE | PAST | DATA | HIDDEN_FROM_QGIS,
}
ACTS = [
    pytest.param(role, sql, id=f"{role.key}: {act}")
    for role, acts in FORBIDDEN.items()
    for act, sql in acts.items()
]
REFUSED = psycopg2.errors.InsufficientPrivilege
SQUARE = MultiPolygon([box(116.3, 39.8, 116.5, 40.0)])


@pytest.fixture
def as_role(engine: Engine, role_url: Callable[[Role], str]) -> Iterator[Callable[[Role], Engine]]:
    """An engine of any role on a database with one area and two features."""
    with engine.begin() as connection:
        create_area(connection, town_area(SQUARE))
        frame = named_points("a")
        for layer in ("police_stations", "culture_rooms"):
            store.write_layer(
                connection, "town", layer, frame, replace=True, actor="ann", source="first"
            )
    with ExitStack() as stack:

        def opened(role: Role) -> Engine:
            made = database.create_engine(role_url(role))
            stack.callback(made.dispose)
            return made

        yield opened


@pytest.fixture(scope="module")
def refusing(server_folder, server_url) -> Iterator[Callable[[Role], psycopg2.extensions.cursor]]:
    """A cursor of each role on the embedded cluster's own database, as `flask serve` leaves it."""
    assert server_url, "the server is up"
    cluster = locate(server_folder, fast=True)
    database.migrate(cluster.url(role=OWNER))
    with ExitStack() as stack:
        opened = {}

        def cursor(role: Role) -> psycopg2.extensions.cursor:
            if role not in opened:
                address = cluster.url(role=role).replace("+psycopg2", "", 1)
                opened[role] = psycopg2.connect(address)
                opened[role].autocommit = True
                stack.callback(opened[role].close)
            return opened[role].cursor()

        yield cursor


@pytest.mark.parametrize(("role", "sql"), ACTS)
def test_what_a_role_may_not_do_is_refused(refusing, role: Role, sql: str) -> None:
    cursor = refusing(role)
    if role is READER:
        # Its sessions read only by default; the rights must hold without that as well.
        cursor.execute("SET default_transaction_read_only = off")
    with pytest.raises(REFUSED):
        cursor.execute(sql)


@pytest.mark.parametrize("role", [APP, READER, QGIS], ids=lambda role: role.key)
def test_a_role_comes_into_no_other_database(refusing, role: Role) -> None:
    parts = refusing(role).connection.info
    for name in ("postgres", "template1"):
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            psycopg2.connect(
                host=parts.host,
                port=parts.port,
                user=role.name,
                password=parts.password,
                dbname=name,
            )


def test_sessions_of_a_reader_begin_read_only(refusing) -> None:
    cursor = refusing(READER)
    cursor.execute("RESET ALL")
    cursor.execute("SHOW default_transaction_read_only")
    assert cursor.fetchone() == ("on",)
    cursor.execute("SHOW search_path")
    assert cursor.fetchone() == ("public, pg_temp",)


def test_the_application_imports_and_takes_back(as_role) -> None:
    frame = lonlat_frame([Point(116.41, 39.9), Point(116.42, 39.9)], name=["b", "c"])
    with as_role(APP).begin() as connection:
        written = store.write_layer(
            connection, "town", "police_stations", frame, replace=True, actor="bea", source="file"
        )
        assert (written.version, written.feature_count) == (2, 2)
    with as_role(APP).begin() as connection:
        restored = undo(connection, "town", "police_stations", actor="bea")
        assert (restored.version, restored.feature_count) == (3, 1)
        told = list_history(connection, "town", "police_stations")
        assert [(one.version, one.actor, one.undoes, one.undone_by) for one in told] == [
            (3, "bea", 2, None),
            (2, "bea", None, 3),
            (1, "ann", None, None),
        ]
        assert list(read_layer_at(connection, "town", "police_stations", 2)["name"]) == ["b", "c"]


def test_an_undo_can_be_marked_only_for_a_version_of_its_own_transaction(as_role) -> None:
    with as_role(APP).connect() as connection:
        key = connection.scalar(text("SELECT id FROM areas"))
        mark = text("SELECT mark_undone(:key, 'police_stations', 1)")
        with pytest.raises(Exception, match="cannot be marked as undone"):
            connection.execute(mark, {"key": key})
        connection.rollback()
        connection.execute(text("SELECT raise_version(:key, 'police_stations')"), {"key": key})
        connection.execute(mark, {"key": key})
        with pytest.raises(Exception, match="cannot be marked as undone"):
            connection.execute(mark, {"key": key})


def test_the_application_makes_areas_and_scenarios(as_role) -> None:
    with as_role(APP).begin() as connection:
        create_area(connection, Area("village", Text("村", "Village"), SQUARE, "EPSG:4548"))
        area = read_area(connection, "village")
        smaller = MultiPolygon([box(116.3, 39.8, 116.4, 40.0)])
        update_area(connection, Area("village", area.title, smaller, area.crs), actor="bea")
        assert list_area_versions(connection, "village")[0].actor == "bea"
        made = create_scenario(
            connection,
            "village",
            "plan",
            title="",
            facility="police_stations",
            edits=[{"edit": "add", "lon": 116.35, "lat": 39.9}],
            actor="bea",
        )
        assert update_scenario(connection, "village", "plan", title="t", actor="bea").revision == 2
        assert connection.scalar(text("SELECT count(*) FROM scenario_points")) == 1
        delete_scenario(connection, "village", "plan", actor="planner")
        assert made.revision == 1


@pytest.mark.parametrize("table", ["police_stations", "culture_rooms", "communities"])
def test_an_edit_in_qgis_raises_the_version_and_stands_in_the_history(as_role, table: str) -> None:
    with as_role(QGIS).begin() as connection:
        # Whatever its session claims: it writes under its own name.
        connection.execute(text("SET shequ.actor = 'ann'"))
        before = _version(as_role, table)
        shape = "ST_SetSRID(ST_MakePoint(116.4, 39.91), 4326)"
        if table == "communities":
            shape = "ST_Multi(ST_MakeEnvelope(116.4, 39.9, 116.41, 39.91, 4326))"
        connection.execute(
            text(
                f"INSERT INTO {table} (area_id, name, geometry) SELECT id, 'q', {shape} FROM areas"
            )
        )
    with as_role(QGIS).begin() as connection:
        connection.execute(text(f"UPDATE {table} SET name = 'r' WHERE name = 'q'"))
    with as_role(QGIS).begin() as connection:
        connection.execute(text(f"DELETE FROM {table} WHERE name = 'r'"))
    assert _version(as_role, table) == before + 3
    with as_role(READER).begin() as connection:
        told = list_history(connection, "town", table)[:3]
    assert {one.actor for one in told} == {"shequ_qgis"}
    assert [(one.inserted, one.updated, one.deleted) for one in told] == [
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
    ]


def _version(as_role: Callable[[Role], Engine], layer: str) -> int:
    with as_role(READER).begin() as connection:
        return store.read_versions(connection, "town")[layer]


def test_an_actor_is_believed_only_from_who_writes_in_the_name_of_others(engine: Engine) -> None:
    may = text("SELECT has_function_privilege(:role, 'raise_version(bigint, text)', 'EXECUTE')")
    with engine.begin() as connection:
        found = {
            role.key: connection.scalar(may, {"role": role.name})
            for role in (OWNER, APP, READER, QGIS)
        }
    assert found == {"owner": True, "app": True, "reader": False, "qgis": False}


def test_qgis_finds_every_layer_and_a_reader_reads_everything(as_role) -> None:
    with as_role(QGIS).begin() as connection:
        seen = connection.scalars(text("SELECT f_table_name FROM geometry_columns")).all()
        readable = {name for name in seen if _may_select(connection, name)}
        assert {*LAYER_TABLES, *FACILITY_TYPES, "areas", *rights.SCENARIO_VIEWS} == readable
    with as_role(READER).begin() as connection:
        for name in (*metadata.tables, *FACILITY_TYPES):
            assert connection.scalar(text(f"SELECT count(*) FROM {name}")) >= 0


def _may_select(connection: Connection, name: str) -> bool:
    query = text("SELECT has_table_privilege(:name, 'SELECT')")
    return bool(connection.scalar(query, {"name": name}))


def test_every_table_is_declared_for_the_application_and_the_reader() -> None:
    """A new table that is forgotten here could be used by nobody."""
    for name in metadata.tables:
        assert name in rights.APP_MAY, name
        assert name in rights.READER_MAY, name


def test_the_rights_found_are_those_declared(engine: Engine) -> None:
    with engine.connect() as connection:
        assert rights.present_roles(connection) == ["shequ_app", "shequ_qgis", "shequ_reader"]
        assert rights.differences(connection) == (set(), set())


def test_rights_given_or_taken_by_hand_are_put_right(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("GRANT UPDATE ON changes TO shequ_app"))
        connection.execute(text("GRANT UPDATE (actor) ON changes TO shequ_qgis"))
        connection.execute(text("REVOKE SELECT ON areas FROM shequ_reader"))
        missing, excess = rights.differences(connection)
        assert missing == {("shequ_reader", "areas", "", "SELECT")}
        assert excess == {
            ("shequ_app", "changes", "", "UPDATE"),
            ("shequ_qgis", "changes", "actor", "UPDATE"),
        }
        rights.apply(connection)
        assert rights.differences(connection) == (set(), set())


def test_every_function_of_ours_has_a_path_of_its_own_and_is_not_for_everybody(
    engine: Engine,
) -> None:
    ours = text("""
        SELECT p.proname, p.proconfig, p.proacl::text, p.prosecdef FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS
            (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    """)
    with engine.connect() as connection:
        found = connection.execute(ours).all()
    assert len(found) >= 32
    for name, settings, acl, _ in found:
        assert settings == ["search_path=pg_catalog, public, pg_temp"], name
        assert acl is not None, name
        assert "{=" not in acl, name
        assert ",=" not in acl, name
    definers = {name for name, _, _, definer in found if definer}
    assert {"raise_version", "mark_undone", "record_streets_update"} <= definers
