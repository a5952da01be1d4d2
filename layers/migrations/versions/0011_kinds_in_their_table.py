"""A facility lies in the table of its kind: one in the other would be seen by nobody.

Rows come from QGIS and SQL as well; there the table is a choice of whoever writes. Such a row would
be counted by no layer and keep its kind from being removed.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("facilities", "facility_sites")
SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
REFUSE = f"""
CREATE FUNCTION refuse_other_table() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
DECLARE
    stray record;
BEGIN
    SELECT k.layer, k.kind, k.stored_in INTO stray FROM new_rows n JOIN kinds k ON k.kind = n.kind
        WHERE k.stored_in <> TG_TABLE_NAME LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING MESSAGE = format(
            'the kind %s is stored in %s: insert into the view %s',
            stray.kind, stray.stored_in, stray.layer);
    END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    """Refuse what is inserted beside its table; what lies there already is left as it is."""
    op.execute(REFUSE)
    op.execute("REVOKE ALL ON FUNCTION refuse_other_table() FROM PUBLIC")
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_of_their_kinds AFTER INSERT ON {table}"
            " REFERENCING NEW TABLE AS new_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_table()"
        )


def downgrade() -> None:
    """Accept them again."""
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_of_their_kinds ON {table}")
    op.execute("DROP FUNCTION refuse_other_table()")
