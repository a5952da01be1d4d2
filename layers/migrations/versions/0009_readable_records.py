"""Areas, rasters and scenarios that the program can read, whoever writes them.

As migration 0007 does for features: who takes over the role of the application could leave a row
behind that no page shows and no command mends, such as an area as of a year before Christ. What a
session says of itself as the source of a change is kept to a length that a list bears (its author
is of the type `name`, 63 bytes).
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op
from sqlalchemy import text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CELL_BYTES = 65_536
ROW_BYTES = 4_000_000
LONGEST_SOURCE = 1_000
ENDLESS = "ARRAY['NaN', 'Infinity', '-Infinity']::double precision[]"


def _day(column: str) -> str:
    return f"{column} BETWEEN '0001-01-02' AND '9999-12-30'"


def _texts(*columns: str) -> str:
    return " AND ".join(f"octet_length({name}) <= {CELL_BYTES}" for name in columns)


def _object(column: str) -> str:
    return f"jsonb_typeof({column}) = 'object' AND octet_length({column}::text) <= {ROW_BYTES}"


CHECKS = {
    "areas": {
        "as_of_year_1_to_9999": _day("as_of"),
        "texts_at_most_64_kb": _texts("title_zh", "title_en", "crs", "source"),
        "figures_object_at_most_4_mb": _object("figures"),
    },
    "layers": {
        "names_at_most_100_bytes": "octet_length(layer) <= 100",
        "fingerprint_hexadecimal": "sha256 ~ '^[0-9a-f]{64}$'",
    },
    "rasters": {
        "dates_year_1_to_9999": f"{_day('as_of')} AND {_day('updated_at')}",
        "texts_at_most_64_kb": _texts("updated_by", "source", "name", "crs"),
        "sides_below_2_31": f"width < {2**31} AND height < {2**31}",
        "place_finite": f"NOT transform && {ENDLESS} AND NOT bounds && {ENDLESS}",
    },
    "scenarios": {
        "dates_year_1_to_9999": " AND ".join(
            _day(one) for one in ("created_at", "updated_at", "deleted_at")
        ),
        "texts_at_most_64_kb": _texts("created_by", "updated_by", "deleted_by"),
        "base_object_at_most_4_mb": _object("base"),
    },
}
# What cannot be read cannot be kept either: an area stays without its day, a scenario without the
# versions that it was made on.
PUT_RIGHT = (
    f"UPDATE areas SET as_of = NULL WHERE NOT ({_day('as_of')})",
    "UPDATE scenarios SET base = '{}' WHERE jsonb_typeof(base) <> 'object'",
)
BELIEVED = """CASE WHEN has_function_privilege(session_user, 'public.raise_version(bigint, text)',
            'EXECUTE') THEN coalesce(nullif(current_setting('shequ.actor', true), ''), session_user)
        ELSE session_user END"""
ORIGIN = "coalesce(current_setting('shequ.source', true), '')"
RAISE_VERSION = """
CREATE OR REPLACE FUNCTION raise_version(its_area bigint, its_layer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- Not the id alone: a restored copy of the database counts its transactions anew.
    this bigint := pg_current_xact_id()::text::bigint;
    who text := {actor};
    origin text := {origin};
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


def upgrade() -> None:
    """Put right what can be, then accept readable rows only."""
    for statement in PUT_RIGHT:
        op.execute(statement)
    for table, checks in CHECKS.items():
        for name, condition in checks.items():
            # Rows that are there may stay as they are.
            old = op.get_bind().scalar(
                text(f"SELECT EXISTS (SELECT FROM {table} WHERE NOT ({condition}))")
            )
            kept = "NOT VALID" if old else ""
            op.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name} CHECK ({condition}) {kept}"
            )
    origin = f"left({ORIGIN}, {LONGEST_SOURCE})"
    op.execute(RAISE_VERSION.format(actor=BELIEVED, origin=origin))


def downgrade() -> None:
    """Accept anything again."""
    for table, checks in CHECKS.items():
        for name in checks:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}")
    op.execute(RAISE_VERSION.format(actor=BELIEVED, origin=ORIGIN))
