"""Ids are counted by a function that only raises them, so that nobody can end all imports.

The application set the sequences of its tables itself, to keep the ids of a file. With that right
one statement puts a sequence to its end, or back to ids that are taken, and no import into the
table succeeds again.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

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
    IF its_table NOT IN ('subdistricts', 'communities', 'facilities', 'green_spaces', 'land_use',
                         'buildings', 'streets', 'population_cells') THEN
        RAISE insufficient_privilege USING MESSAGE = its_table || ' holds no layer';
    END IF;
    counter := pg_get_serial_sequence('public.' || its_table, 'id');
    EXECUTE format('SELECT last_value FROM %s', counter) INTO reached;
    IF wanted > reached THEN
        PERFORM setval(counter, wanted);
    END IF;
END
$$;
"""


def upgrade() -> None:
    """Make the function; the right to set a sequence goes with the rights of the roles."""
    op.execute(RAISE_IDS)
    op.execute("REVOKE ALL ON FUNCTION raise_ids(text, bigint) FROM PUBLIC")


def downgrade() -> None:
    """Take the function away."""
    op.execute("DROP FUNCTION raise_ids(text, bigint)")
