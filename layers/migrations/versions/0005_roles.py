"""Versions and history are written by functions of the owner, so that nobody else needs the right.

Every function gets a search path of its own: what it calls cannot be put in its way. Only who may
call `raise_version` (the application and the owner) may say in whose name it writes; an edit from
QGIS stands under the name of its database user whatever its session claims. Which role may do what
with a table is declared in `layers/postgis/roles/rights.py` and applied after each migration.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "subdistricts",
    "communities",
    "facilities",
    "green_spaces",
    "land_use",
    "buildings",
    "streets",
    "population_cells",
)
WRITERS = (
    "raise_version(bigint, text)",
    "keep_area_version()",
    "keep_raster_version()",
    *(f"record_{table}_{done}()" for table in TABLES for done in ("insert", "update", "delete")),
)
OTHERS = (
    "refuse_truncate()",
    "raise_raster_version()",
    "raise_scenario_revision()",
    "raise_area_version()",
)

ACTOR = "coalesce(nullif(current_setting('shequ.actor', true), ''), session_user)"
BELIEVED = """CASE WHEN has_function_privilege(session_user, 'public.raise_version(bigint, text)',
            'EXECUTE') THEN coalesce(nullif(current_setting('shequ.actor', true), ''), session_user)
        ELSE session_user END"""
RAISE_VERSION = """
CREATE OR REPLACE FUNCTION raise_version(its_area bigint, its_layer text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- Not the id alone: a restored copy of the database counts its transactions anew.
    this bigint := pg_current_xact_id()::text::bigint;
    who text := {actor};
    origin text := coalesce(current_setting('shequ.source', true), '');
    raised bigint;
BEGIN
    INSERT INTO layers AS l (area_id, layer, version, updated_at, updated_by, source, raised_in)
    VALUES (its_area, its_layer, 1, now(), who, origin, this)
    ON CONFLICT (area_id, layer) DO UPDATE
        SET version = l.version + 1, updated_at = now(), updated_by = who, source = origin,
            sha256 = NULL, raised_in = this
        WHERE l.raised_in IS DISTINCT FROM this OR l.updated_at IS DISTINCT FROM now()
    RETURNING version INTO raised;
    IF raised IS NULL THEN
        UPDATE layers SET sha256 = NULL
        WHERE area_id = its_area AND layer = its_layer AND sha256 IS NOT NULL;
    ELSE
        INSERT INTO changes (area_id, layer, version, at, actor, source)
        VALUES (its_area, its_layer, raised, now(), who, origin);
    END IF;
END $$;
"""
KEEP_AREA_VERSION = """
CREATE OR REPLACE FUNCTION keep_area_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO area_versions (area_id, version, at, actor, title_zh, title_en, boundary, crs,
        synthetic, source, as_of, figures)
    VALUES (NEW.id, NEW.version, now(), {actor},
        NEW.title_zh, NEW.title_en, NEW.boundary, NEW.crs, NEW.synthetic, NEW.source, NEW.as_of,
        NEW.figures)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
# Which change an undo took back is part of the history: written here, and only for a version that
# this very transaction has raised.
MARK_UNDONE = """
CREATE FUNCTION mark_undone(its_area bigint, its_layer text, target bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    mine bigint;
BEGIN
    SELECT version INTO mine FROM layers
    WHERE area_id = its_area AND layer = its_layer AND updated_at = now()
      AND raised_in = pg_current_xact_id()::text::bigint;
    UPDATE changes SET undone_by = mine
    WHERE area_id = its_area AND layer = its_layer AND version = target AND version < mine
      AND undoes IS NULL AND undone_by IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'version % of % cannot be marked as undone', target, its_layer;
    END IF;
    UPDATE changes SET undoes = target
    WHERE area_id = its_area AND layer = its_layer AND version = mine;
END $$;
"""


def upgrade() -> None:
    op.execute(RAISE_VERSION.format(actor=BELIEVED))
    op.execute(KEEP_AREA_VERSION.format(actor=BELIEVED))
    op.execute(MARK_UNDONE)
    for function in (*WRITERS, "mark_undone(bigint, text, bigint)"):
        op.execute(f"ALTER FUNCTION {function} SECURITY DEFINER")
    for function in (*WRITERS, *OTHERS, "mark_undone(bigint, text, bigint)"):
        op.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public, pg_temp")
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION mark_undone(bigint, text, bigint)")
    op.execute(RAISE_VERSION.format(actor=ACTOR))
    op.execute(KEEP_AREA_VERSION.format(actor=ACTOR))
    for function in (*WRITERS, *OTHERS):
        op.execute(f"ALTER FUNCTION {function} SECURITY INVOKER RESET ALL")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC")
