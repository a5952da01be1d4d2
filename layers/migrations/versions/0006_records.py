"""Scenarios as records, and histories that can be kept small.

A scenario knows who made, changed and deleted it, how many edits it has and their hash, so that a
list reads no edits. What it was before each change is kept (a trigger writes it, the newest twenty
stay), and a deleted scenario keeps its row until it is pruned; its name is free at once. Versions
of layers and areas that are pruned keep a row that says when and by whom.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
import hashlib
import json

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNT = (
    "CASE WHEN jsonb_typeof(edits) = 'array'::text THEN jsonb_array_length(edits)"
    " ELSE NULL::integer END"
)
# The application allows 200 edits of 1,000,000 bytes of compact JSON. PostgreSQL's own text has a
# space after each comma and colon and writes 1e-7 as 0.0000001; and what was stored before, up to
# 1,000,000 characters of it, stays: so its bound is wider.
EDITS = """
    jsonb_typeof(edits) = 'array'
    AND NOT jsonb_path_exists(edits, 'strict $[*] ? (@.type() <> "object")')
"""
OLD_EDITS = f"{EDITS} AND length(edits::text) <= 1000000"
SIZE = "octet_length(edits::text) <= 4000000"

SCENARIOS = f"""
ALTER TABLE scenarios
    ADD COLUMN edit_count integer GENERATED ALWAYS AS ({COUNT}) STORED,
    ADD COLUMN edits_sha256 text CHECK (edits_sha256 ~ '^[0-9a-f]{{64}}$'), -- null: not computed
    ADD COLUMN created_by text NOT NULL DEFAULT '',
    ADD COLUMN deleted_at timestamptz, -- null: it is there
    ADD COLUMN deleted_by text NOT NULL DEFAULT '',
    DROP CONSTRAINT scenarios_edits_check,
    ADD CONSTRAINT scenarios_edits_check CHECK ({EDITS}),
    ADD CONSTRAINT scenarios_size_check CHECK ({SIZE}),
    DROP CONSTRAINT scenarios_area_id_name_key;
CREATE UNIQUE INDEX scenarios_area_id_name_key ON scenarios (area_id, name)
    WHERE deleted_at IS NULL;
CREATE INDEX scenarios_deleted_idx ON scenarios (area_id, deleted_at)
    WHERE deleted_at IS NOT NULL;
UPDATE scenarios SET created_by = updated_by WHERE revision = 1;

CREATE TABLE scenario_revisions (
    scenario_id bigint NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
    revision bigint NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    title text NOT NULL,
    edits jsonb NOT NULL,
    edit_count integer GENERATED ALWAYS AS ({COUNT}) STORED,
    edits_sha256 text,
    base jsonb NOT NULL,
    PRIMARY KEY (scenario_id, revision)
);
"""

# Storing what is there already is no change, and deleting changes no edit; bringing back is told.
RAISE = """
CREATE OR REPLACE FUNCTION raise_scenario_revision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    NEW.created_by := OLD.created_by;
    IF (NEW.title, NEW.facility, NEW.edits, NEW.base)
       IS NOT DISTINCT FROM (OLD.title, OLD.facility, OLD.edits, OLD.base)
       AND (OLD.deleted_at IS NULL OR NEW.deleted_at IS NOT NULL) THEN
        NEW.revision := OLD.revision;
        NEW.updated_at := OLD.updated_at;
        NEW.updated_by := OLD.updated_by;
    ELSE
        NEW.revision := OLD.revision + 1;
        NEW.updated_at := now();
        -- Whoever writes edits beside the application leaves a hash that is not theirs.
        IF NEW.edits IS DISTINCT FROM OLD.edits
           AND NEW.edits_sha256 IS NOT DISTINCT FROM OLD.edits_sha256 THEN
            NEW.edits_sha256 := NULL;
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_scenario_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO scenario_revisions (scenario_id, revision, at, actor, title, edits, edits_sha256,
        base)
    VALUES (OLD.id, OLD.revision, OLD.updated_at, OLD.updated_by, OLD.title, OLD.edits,
        OLD.edits_sha256, OLD.base);
    DELETE FROM scenario_revisions
    WHERE scenario_id = OLD.id AND revision < NEW.revision - 20;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION keep_scenario_revision() FROM PUBLIC;

CREATE TRIGGER scenarios_keep AFTER UPDATE ON scenarios
    FOR EACH ROW WHEN ((NEW.title, NEW.facility, NEW.edits, NEW.base)
        IS DISTINCT FROM (OLD.title, OLD.facility, OLD.edits, OLD.base))
    EXECUTE FUNCTION keep_scenario_revision();
"""
OLD_RAISE = """
CREATE OR REPLACE FUNCTION raise_scenario_revision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := now();
    RETURN NEW;
END $$;
"""

VIEWS = """
CREATE OR REPLACE VIEW scenario_points AS
SELECT s.id * 100000 + e.number AS id, a.slug AS area, s.name AS scenario, s.facility, e.number,
       e.value ->> 'edit' AS edit, e.value ->> 'facility' AS feature,
       (e.value ->> 'capacity')::double precision AS capacity,
       ST_SetSRID(
           ST_MakePoint(
               (e.value ->> 'lon')::double precision, (e.value ->> 'lat')::double precision
           ),
           4326
       )::geometry(Point, 4326) AS geometry
FROM scenarios s
JOIN areas a ON a.id = s.area_id,
     jsonb_array_elements(s.edits) WITH ORDINALITY AS e (value, number)
WHERE e.value ? 'lon' AND e.value ? 'lat'{present};

CREATE OR REPLACE VIEW scenario_lines AS
SELECT s.id * 100000 + e.number AS id, a.slug AS area, s.name AS scenario, s.facility, e.number,
       e.value ->> 'edit' AS edit,
       ST_SetSRID(
           ST_GeomFromGeoJSON(
               jsonb_build_object('type', 'LineString', 'coordinates', e.value -> 'line')
           ),
           4326
       )::geometry(LineString, 4326) AS geometry
FROM scenarios s
JOIN areas a ON a.id = s.area_id,
     jsonb_array_elements(s.edits) WITH ORDINALITY AS e (value, number)
WHERE e.value ? 'line'{present};
"""
PRESENT = " AND s.deleted_at IS NULL"

HISTORIES = """
ALTER TABLE changes
    ADD COLUMN pruned_at timestamptz, -- null: what it changed is in history
    ADD COLUMN pruned_by text NOT NULL DEFAULT '',
    ADD COLUMN inserted bigint,       -- counted when its rows were removed
    ADD COLUMN updated bigint,
    ADD COLUMN deleted bigint;
ALTER TABLE area_versions
    ADD COLUMN pruned_at timestamptz,
    ADD COLUMN pruned_by text NOT NULL DEFAULT '',
    ALTER COLUMN boundary DROP NOT NULL,
    ADD CONSTRAINT area_versions_pruned_check CHECK ((boundary IS NULL) = (pruned_at IS NOT NULL));
"""
OLD_HISTORIES = """
DELETE FROM area_versions WHERE pruned_at IS NOT NULL;
ALTER TABLE area_versions
    DROP CONSTRAINT area_versions_pruned_check,
    DROP COLUMN pruned_at, DROP COLUMN pruned_by,
    ALTER COLUMN boundary SET NOT NULL;
ALTER TABLE changes
    DROP COLUMN pruned_at, DROP COLUMN pruned_by,
    DROP COLUMN inserted, DROP COLUMN updated, DROP COLUMN deleted;
"""
OLD_SCENARIOS = f"""
DROP TRIGGER scenarios_keep ON scenarios;
DROP FUNCTION keep_scenario_revision();
DROP TABLE scenario_revisions;
DELETE FROM scenarios WHERE deleted_at IS NOT NULL OR NOT ({OLD_EDITS});
DROP INDEX scenarios_area_id_name_key;
DROP INDEX scenarios_deleted_idx;
ALTER TABLE scenarios
    DROP CONSTRAINT scenarios_size_check,
    DROP CONSTRAINT scenarios_edits_check,
    ADD CONSTRAINT scenarios_edits_check CHECK ({OLD_EDITS}),
    DROP COLUMN edit_count, DROP COLUMN edits_sha256, DROP COLUMN created_by,
    DROP COLUMN deleted_at, DROP COLUMN deleted_by,
    ADD CONSTRAINT scenarios_area_id_name_key UNIQUE (area_id, name);
"""


def upgrade() -> None:
    op.execute("ALTER TABLE scenarios DISABLE TRIGGER scenarios_revision")
    op.execute(SCENARIOS)
    op.execute(HISTORIES)
    op.execute(VIEWS.format(present=PRESENT))
    _hash_edits()
    op.execute("ALTER TABLE scenarios ENABLE TRIGGER scenarios_revision")
    op.execute(RAISE)


def _hash_edits() -> None:
    """Give each scenario the hash of its edits as compact JSON with sorted keys."""
    connection = op.get_bind()
    for (key,) in connection.execute(text("SELECT id FROM scenarios")).all():
        one = {"key": key}
        edits = connection.scalar(text("SELECT edits FROM scenarios WHERE id = :key"), one)
        written = json.dumps(edits, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(written.encode()).hexdigest()
        connection.execute(
            text("UPDATE scenarios SET edits_sha256 = :digest WHERE id = :key"),
            one | {"digest": digest},
        )


def downgrade() -> None:
    # The views first: they read a column that goes.
    op.execute(VIEWS.format(present=""))
    op.execute(OLD_SCENARIOS)
    op.execute(OLD_RAISE)
    op.execute(OLD_HISTORIES)
