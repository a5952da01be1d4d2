"""What taking the tables back to an earlier revision would lose, counted before anything is done.

Each migration that can go down states here what its going down removes: a statement that counts it
on the tables of that revision. A table made anew afterwards is empty.
"""

from collections.abc import Mapping

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from layers.errors import LayerError
from layers.text import Text

Counted = Mapping[str, str]
"""What is lost, in words -> the statement that counts it."""

LAYERS = (
    "subdistricts",
    "communities",
    "facilities",
    "green_spaces",
    "land_use",
    "buildings",
    "streets",
    "population_cells",
)
SIX = (
    "police_station",
    "health_center",
    "culture_room",
    "culture_station",
    "service_center",
    "elder_home",
)
"""The kinds that the tables could hold before there was a table of kinds."""


def _rows(table: str, where: str = "") -> str:
    return f"SELECT count(*) FROM {table} {where}"  # noqa: S608 - constants of this file


_EARLIER = """AS v WHERE NOT EXISTS (SELECT FROM {now} AS n
    WHERE {same} AND n.version = v.version)"""

LOSSES: Mapping[str, Counted] = {
    "0001": {
        "areas": _rows("areas"),
        **{f"features in {table}": _rows(table) for table in LAYERS},
        "changes in the history": _rows("changes"),
    },
    "0002": {"rasters": _rows("rasters")},
    "0003": {"scenarios": _rows("scenarios")},
    # The versions that are present stay in the tables of what they are versions of.
    "0004": {
        "earlier versions of areas": _rows(
            "area_versions", _EARLIER.format(now="areas", same="n.id = v.area_id")
        ),
        "earlier versions of rasters": _rows(
            "raster_versions",
            _EARLIER.format(now="rasters", same="n.area_id = v.area_id AND n.kind = v.kind"),
        ),
    },
    "0005": {},
    "0006": {
        "earlier revisions of scenarios": _rows("scenario_revisions"),
        "deleted scenarios": _rows("scenarios", "WHERE deleted_at IS NOT NULL"),
        "scenarios too large for the tables before": _rows(
            "scenarios", "WHERE deleted_at IS NULL AND length(edits::text) > 1000000"
        ),
        "marks of pruned versions": (
            "SELECT (SELECT count(*) FROM changes WHERE pruned_at IS NOT NULL)"
            " + (SELECT count(*) FROM area_versions WHERE pruned_at IS NOT NULL)"
        ),
    },
    "0007": {},
    "0008": {},
    "0009": {},
    "0010": {
        "facilities of further kinds": _rows("facilities", f"WHERE kind NOT IN {SIX}"),
        "facilities drawn as areas": _rows("facility_sites"),
        "residential compounds": _rows("compounds"),
        "kinds of your own": _rows("kinds", "WHERE NOT shipped"),
    },
    "0011": {},
}


class RowsLostError(LayerError):
    """Taking the tables back would lose rows."""

    message = Text(
        "退回到 {revision} 会丢失数据：{losses}。请先备份；确实要丢失时用 lose_rows=True",
        "going back to {revision} would lose data: {losses}. Make a backup first; where they may be"
        " lost say so with lose_rows=True",
    )


def refuse_losses(config: Config, revision: str) -> None:
    """Raise `RowsLostError` where the steps down to `revision` would lose rows.

    `config` holds the open connection that will be migrated.
    """
    connection: Connection = config.attributes["connection"]
    found = losses(connection, ScriptDirectory.from_config(config), revision)
    if found:
        listed = ", ".join(f"{count} {what}" for what, count in found.items())
        raise RowsLostError(revision=revision, losses=listed)


def losses(connection: Connection, script: ScriptDirectory, revision: str) -> dict[str, int]:
    """Return what the steps from the present revision down to `revision` remove, and how many."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return {}
    now = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if now is None:
        return {}
    steps = [one.revision for one in script.iterate_revisions(str(now), revision)]
    counts = {
        what: int(connection.scalar(text(statement.replace("::", "\\:\\:"))) or 0)
        for step in steps
        for what, statement in LOSSES[step].items()
    }
    return {what: count for what, count in counts.items() if count}
