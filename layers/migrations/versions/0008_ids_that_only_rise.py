"""Ids are given by the database alone and only rise, so that nobody can end all imports.

The application set the sequences of its tables itself, to keep the ids of a file. With that right
one statement puts a sequence to its end, or back to ids that are taken, and no import into the
table succeeds again. So does a row whose id stands ahead of the count; such a row is refused,
whoever writes it.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op

revision = "0008"
down_revision = "0007"
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
LARGEST_ID = 2**52
RAISE_IDS = f"""
CREATE FUNCTION raise_ids(its_table text, wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    counter regclass;
    reached bigint;
BEGIN
    IF wanted > {LARGEST_ID} THEN
        RAISE insufficient_privilege USING MESSAGE = 'ids end at {LARGEST_ID}';
    END IF;
    IF its_table NOT IN {TABLES} THEN
        RAISE insufficient_privilege USING MESSAGE = its_table || ' holds no layer';
    END IF;
    counter := pg_get_serial_sequence('public.' || its_table, 'id');
    EXECUTE format('SELECT last_value FROM %s', counter) INTO reached;
    IF wanted >= reached THEN
        PERFORM setval(counter, wanted);
    END IF;
END $$;
"""
REFUSE_UNCOUNTED = """
CREATE FUNCTION refuse_uncounted_ids() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    highest bigint;
    reached bigint;
BEGIN
    SELECT max(id) INTO highest FROM inserted;
    EXECUTE format('SELECT last_value FROM %s',
                   pg_get_serial_sequence('public.' || TG_TABLE_NAME, 'id')) INTO reached;
    IF highest > reached THEN
        RAISE check_violation USING
            MESSAGE = format('id %s is ahead of the count', highest),
            HINT = 'leave the id of a new feature to the database';
    END IF;
    RETURN NULL;
END $$;
"""
FUNCTIONS = ("raise_ids(text, bigint)", "refuse_uncounted_ids()")


def upgrade() -> None:
    """Make the functions; the right to set a sequence goes with the rights of the roles."""
    op.execute(RAISE_IDS)
    op.execute(REFUSE_UNCOUNTED)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_counted_ids AFTER INSERT ON {table}"
            " REFERENCING NEW TABLE AS inserted"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_uncounted_ids()"
        )


def downgrade() -> None:
    """Take the functions away."""
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_counted_ids ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
