"""Kinds of facilities as data: a table of kinds, sites that may be areas, residential compounds.

The kinds of today keep their rows, their views and their history. The table `facilities` accepts
every kind that the table `kinds` has; `facility_sites` is its like for kinds that may be drawn as
areas. What a kind has beside the common columns stands in `properties`.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FIRST_KINDS = {
    "police_stations": "police_station",
    "health_centers": "health_center",
    "culture_rooms": "culture_room",
    "culture_stations": "culture_station",
    "service_centers": "service_center",
    "elder_homes": "elder_home",
}
AMOUNT = "double precision"
FACILITY = {
    "name": "text",
    "name_en": "text",
    "address": "text",
    "community": "text",
    "grade": "text",
    "floor_area_m2": AMOUNT,
    "site_area_m2": AMOUNT,
    "capacity": "bigint",
    "staff": "bigint",
    "volumes": "bigint",
    "opened_on": "date",
    "closed_on": "date",
    "source": "text",
    "as_of": "date",
}
COMPOUND = {
    "code": "text",
    "name": "text",
    "name_en": "text",
    "community": "text",
    "population_resident": AMOUNT,
    "population_registered": AMOUNT,
    "households": "bigint",
    "dwellings": "bigint",
    "stalls": "bigint",
    "managed": "boolean",
    "sorted_waste": "boolean",
    "year_built": "bigint",
    "year_renewed": "bigint",
    "source": "text",
    "as_of": "date",
}
NEW_TABLES = {"facility_sites": ("Geometry", FACILITY), "compounds": ("MultiPolygon", COMPOUND)}
TABLES_BEFORE = (
    "subdistricts",
    "communities",
    "facilities",
    "green_spaces",
    "land_use",
    "buildings",
    "streets",
    "population_cells",
)
SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
LARGEST_ID = 2**52
CELL_BYTES, ROW_BYTES, LEVELS = 65_536, 4_000_000, 64
SOUND = (
    "NOT ST_IsEmpty(geometry)"
    " AND ST_XMin(geometry) >= -180 AND ST_XMax(geometry) <= 180"
    " AND ST_YMin(geometry) >= -90 AND ST_YMax(geometry) <= 90"
    " AND ST_Length(geometry) < 'Infinity' AND ST_IsValid(geometry)"
)
DRAWN = {
    "MultiPolygon": SOUND,
    "Geometry": f"{SOUND} AND (ST_Dimension(geometry) = 2"
    " OR ST_Dimension(geometry) = 0 AND ST_NumGeometries(geometry) = 1)",
}
KINDS = """
CREATE TABLE kinds (
    kind text PRIMARY KEY CHECK (kind ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' AND length(kind) <= 60),
    layer text NOT NULL UNIQUE
        CHECK (layer ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' AND length(layer) <= 60),
    stored_in text NOT NULL CHECK (stored_in IN ('facilities', 'facility_sites')),
    shipped boolean NOT NULL,
    text text NOT NULL CHECK (octet_length(text) <= 1048576),
    sha256 text NOT NULL,
    revision bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL DEFAULT ''
);
"""
# Whoever migrates: the functions of the owner read and write these.
SAME_OWNER = """
DO $$ BEGIN
    EXECUTE (SELECT format('ALTER TABLE {table} OWNER TO %I', pg_get_userbyid(relowner))
             FROM pg_class WHERE oid = 'facilities'::regclass);
END $$
"""
RAISE_IDS = """
CREATE OR REPLACE FUNCTION raise_ids(its_table text, wanted bigint) RETURNS void
LANGUAGE plpgsql {safe} AS $$
DECLARE
    counter regclass;
    reached bigint;
BEGIN
    IF wanted > {largest} THEN
        RAISE insufficient_privilege USING MESSAGE = 'ids end at {largest}';
    END IF;
    IF its_table NOT IN {tables} THEN
        RAISE insufficient_privilege USING MESSAGE = its_table || ' holds no layer';
    END IF;
    counter := pg_get_serial_sequence('public.' || its_table, 'id');
    EXECUTE format('SELECT last_value FROM %s', counter) INTO reached;
    IF wanted >= reached THEN
        PERFORM setval(counter, wanted);
    END IF;
END $$;
"""


def _by_kind(row: str) -> str:
    """Return SQL for the layer of a row of facilities, by the table of kinds."""
    return f"(SELECT k.layer FROM kinds k WHERE k.kind = {row}.kind)"


def _by_case(row: str) -> str:
    """Return SQL for the layer of a row of facilities as it was before this revision."""
    cases = " ".join(f"WHEN '{kind}' THEN '{layer}'" for layer, kind in FIRST_KINDS.items())
    return f"CASE {row}.kind {cases} END"


def _values(row: str, columns: dict[str, str]) -> str:
    pairs = [f"'{name}', {row}.{name}" for name in (*columns, "properties")]
    return f"jsonb_build_object({', '.join(pairs)})"


def _record(table: str, operation: str, columns: dict[str, str], layers: tuple[str, str]) -> str:
    """Return the function that raises versions and writes history for one statement.

    `layers` is SQL for the layer of an old and of a new row. The join with `areas` leaves out the
    rows that go because their whole area is deleted.
    """
    row, layer = ("o", layers[0]) if operation == "delete" else ("n", layers[1])
    rows = {
        "insert": "new_rows n",
        "update": "old_rows o JOIN new_rows n ON n.id = o.id",
        "delete": "old_rows o",
    }[operation]
    old = f"{_values('o', columns)}, o.geometry" if operation != "insert" else "NULL, NULL"
    new = f"{_values('n', columns)}, n.geometry" if operation != "delete" else "NULL, NULL"
    kind = "" if table == "compounds" else " OR o.kind <> n.kind"
    moved = f"""
    IF (SELECT count(*) FROM old_rows) <> (SELECT count(*) FROM old_rows JOIN new_rows USING (id))
       OR EXISTS (SELECT FROM old_rows o JOIN new_rows n USING (id)
                  WHERE o.area_id <> n.area_id{kind}) THEN
        RAISE EXCEPTION 'a feature keeps its id, area and kind: insert it anew and delete this one';
    END IF;"""
    return f"""
CREATE OR REPLACE FUNCTION record_{table}_{operation}() RETURNS trigger
LANGUAGE plpgsql {SAFE} AS $$
BEGIN
    {moved if operation == "update" else ""}
    PERFORM raise_version(touched.area_id, touched.layer) FROM (
        SELECT DISTINCT {row}.area_id, {layer} AS layer
        FROM {rows} JOIN areas a ON a.id = {row}.area_id ORDER BY 1, 2
    ) AS touched;
    INSERT INTO history (area_id, layer, version, feature_id, operation,
                         old_values, old_geometry, new_values, new_geometry)
    SELECT l.area_id, l.layer, l.version, {row}.id, '{operation}', {old}, {new}
    FROM {rows}
    JOIN layers l ON l.area_id = {row}.area_id AND l.layer = {layer}
    ORDER BY {row}.id;
    RETURN NULL;
END $$;
"""


def _recorded(table: str, columns: dict[str, str], layers: tuple[str, str]) -> None:
    for operation in ("insert", "update", "delete"):
        op.execute(_record(table, operation, columns, layers))
        op.execute(f"REVOKE ALL ON FUNCTION record_{table}_{operation}() FROM PUBLIC")


def _create_table(table: str, geometry: str, columns: dict[str, str]) -> str:
    lines = ["id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"]
    lines.append("area_id bigint NOT NULL REFERENCES areas (id) ON DELETE CASCADE")
    owner = ("area_id",) if table == "compounds" else ("area_id", "kind")
    if "kind" in owner:
        lines.append("kind text NOT NULL REFERENCES kinds (kind)")
    for name, kind in columns.items():
        bound = {AMOUNT: f" CHECK ({name} >= 0 AND {name} < 'Infinity')"}
        bound["bigint"] = f" CHECK ({name} >= 0)"
        bound["date"] = (
            f" CONSTRAINT {table}_{name}_year_1_to_9999"
            f" CHECK ({name} BETWEEN '0001-01-01' AND '9999-12-31')"
        )
        lines.append(f"{name} {kind}{bound.get(kind, '')}")
    short = " AND ".join(
        f"octet_length({name}) <= {CELL_BYTES}" for name, kind in columns.items() if kind == "text"
    )
    bearable = (
        f"jsonb_typeof(properties) = 'object' AND octet_length(properties::text) <= {ROW_BYTES}"
        f" AND NOT jsonb_path_exists(properties, 'strict $.**{{{LEVELS}}}')"
    )
    lines += [
        "properties jsonb NOT NULL DEFAULT '{}'::jsonb",
        f"geometry geometry({geometry}, 4326) NOT NULL CHECK ({DRAWN[geometry]})",
        f"CONSTRAINT {table}_texts_at_most_64_kb CHECK ({short})",
        f"CONSTRAINT {table}_properties_object_at_most_4_mb_64_levels CHECK ({bearable})",
    ]
    return (
        f"CREATE TABLE {table} ({', '.join(lines)});"
        f"CREATE INDEX {table}_{'_'.join(owner)}_idx ON {table} ({', '.join(owner)});"
        f"CREATE INDEX {table}_geometry_idx ON {table} USING gist (geometry);"
    )


def _create_triggers(table: str) -> str:
    return f"""
CREATE TRIGGER {table}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_{table}_insert();
CREATE TRIGGER {table}_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_{table}_update();
CREATE TRIGGER {table}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_{table}_delete();
CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER {table}_counted_ids AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_uncounted_ids();
"""


def upgrade() -> None:
    """Make the tables, and let the kinds of today be rows of the table of kinds.

    Their texts and all further shipped kinds are brought in after the migration, from the files.
    """
    op.execute(KINDS)
    for layer, kind in FIRST_KINDS.items():
        op.execute(
            "INSERT INTO kinds (kind, layer, stored_in, shipped, text, sha256)"
            f" VALUES ('{kind}', '{layer}', 'facilities', true, '', '')"
        )
    op.execute("ALTER TABLE facilities DROP CONSTRAINT facilities_kind_check")
    op.execute("ALTER TABLE facilities ADD FOREIGN KEY (kind) REFERENCES kinds (kind)")
    _recorded("facilities", FACILITY, (_by_kind("o"), _by_kind("n")))
    for table, (geometry, columns) in NEW_TABLES.items():
        op.execute(_create_table(table, geometry, columns))
        layers = (
            ("'compounds'::text", "'compounds'::text")
            if table == "compounds"
            else (_by_kind("o"), _by_kind("n"))
        )
        _recorded(table, columns, layers)
        op.execute(_create_triggers(table))
    for table in ("kinds", *NEW_TABLES):
        op.execute(SAME_OWNER.format(table=table))
    tables = (*TABLES_BEFORE, *NEW_TABLES)
    op.execute(RAISE_IDS.format(safe=SAFE, largest=LARGEST_ID, tables=tables))


def downgrade() -> None:
    """Take away what is of further kinds, then accept the six again."""
    six = ", ".join(f"'{kind}'" for kind in FIRST_KINDS.values())
    op.execute(f"DELETE FROM facilities WHERE kind NOT IN ({six})")
    for (view,) in op.get_bind().exec_driver_sql(
        f"SELECT quote_ident(layer) FROM kinds WHERE kind NOT IN ({six})"
    ):
        op.execute(f"DROP VIEW IF EXISTS {view}")
    op.execute(
        "DELETE FROM layers WHERE layer = 'compounds'"
        f" OR layer IN (SELECT layer FROM kinds WHERE kind NOT IN ({six}))"
    )
    op.execute(
        "DELETE FROM changes WHERE layer = 'compounds'"
        f" OR layer IN (SELECT layer FROM kinds WHERE kind NOT IN ({six}))"
    )
    for table in NEW_TABLES:
        op.execute(f"DROP TABLE {table}")
        for operation in ("insert", "update", "delete"):
            op.execute(f"DROP FUNCTION record_{table}_{operation}()")
    _recorded("facilities", FACILITY, (_by_case("o"), _by_case("n")))
    op.execute("ALTER TABLE facilities DROP CONSTRAINT facilities_kind_fkey")
    op.execute(
        f"ALTER TABLE facilities ADD CONSTRAINT facilities_kind_check CHECK (kind IN ({six}))"
    )
    op.execute("DROP TABLE kinds")
    op.execute(RAISE_IDS.format(safe=SAFE, largest=LARGEST_ID, tables=TABLES_BEFORE))
