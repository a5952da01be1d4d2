"""Values that the program can read, whoever writes them.

A colleague in QGIS, or any program with the role of QGIS, writes into the tables of layers without
an import in between. What no page could show again is refused there as imports refuse it: dates
before year 1 or after 9999, cells of more than 64 kB, further properties that are no object, too
large or too deep.

Dates of that kind that stand there already move to the further properties, as text: nothing is
lost. Long texts and large properties stay; only new ones are refused.
"""

# ruff: noqa: S608 - every name in this SQL is a constant of this file
from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXTS = {
    "subdistricts": ("code", "name", "name_en", "source"),
    "communities": ("code", "name", "name_en", "subdistrict", "community_type", "source"),
    "facilities": ("name", "name_en", "address", "community", "grade", "source"),
    "green_spaces": ("name", "name_en", "green_class", "source"),
    "land_use": ("name", "land_class", "source"),
    "buildings": ("name", "building_use", "source"),
    "streets": ("name", "street_class", "source"),
    "population_cells": ("code", "source"),
}
DATES = dict.fromkeys(TEXTS, ("as_of",)) | {"facilities": ("opened_on", "closed_on", "as_of")}
CELL_BYTES = 65_536
ROW_BYTES = 4_000_000
LEVELS = 64


def _readable(column: str) -> str:
    return f"{column} BETWEEN '0001-01-01' AND '9999-12-31'"


def _put_aside(table: str, column: str) -> str:
    """Return the statement that moves unreadable dates to the further properties.

    A property of that name stays, and the date stands beside it.
    """
    return f"""
UPDATE {table} SET properties = properties || jsonb_build_object(
        CASE WHEN jsonb_exists(properties, '{column}') THEN '{column}_stored' ELSE '{column}' END,
        {column}::text
    ),
    {column} = NULL
WHERE NOT ({_readable(column)});
"""


def _checks(table: str) -> dict[str, str]:
    """Return the conditions on a table by the names that tell who breaks them what is accepted."""
    short = " AND ".join(f"octet_length({name}) <= {CELL_BYTES}" for name in TEXTS[table])
    return {
        **{f"{table}_{name}_year_1_to_9999": _readable(name) for name in DATES[table]},
        f"{table}_texts_at_most_64_kb": short,
        f"{table}_properties_object_at_most_4_mb_64_levels": (
            f"jsonb_typeof(properties) = 'object' AND octet_length(properties::text) <= {ROW_BYTES}"
            f" AND NOT jsonb_path_exists(properties, 'strict $.**{{{LEVELS}}}')"
        ),
    }


def upgrade() -> None:
    """Put unreadable dates aside, then accept readable values only."""
    for table in TEXTS:
        for column in DATES[table]:
            op.execute(_put_aside(table, column))
        for name, condition in _checks(table).items():
            # Rows that are there may stay as they are; dates were brought over above.
            old = op.get_bind().scalar(
                text(f"SELECT EXISTS (SELECT FROM {table} WHERE NOT ({condition}))")
            )
            kept = "NOT VALID" if old else ""
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) {kept}")


def downgrade() -> None:
    """Accept anything again."""
    for table in TEXTS:
        for name in _checks(table):
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
