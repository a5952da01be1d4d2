"""Which role may do what with which table: declared here, applied after every migration.

What is found in the database is compared with what is declared, so that nothing is written where
nothing differs. A table that is not declared here can be used by its owner alone.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from layers.postgis.roles.declared import APP, QGIS, READER
from layers.postgis.tables import LAYER_TABLES, metadata

WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")
SCENARIO_VIEWS = ("scenario_points", "scenario_lines")
ANY = ""
"""In place of a column: the whole table."""

Right = tuple[str, str, str, str]
"""Role, table or sequence or function, column or `ANY`, privilege."""


def _columns(table: str, *but: str) -> tuple[str, ...]:
    return tuple(c.name for c in metadata.tables[table].columns if c.name not in but)


# The application appends and corrects; what has been is written by triggers, for it to read only.
# An area goes with all its history, so that deleting one is left to the owner.
APP_MAY: dict[str, dict[str, tuple[str, ...]]] = {
    "alembic_version": {"SELECT": (ANY,)},
    "areas": {
        "SELECT": (ANY,),
        "INSERT": (ANY,),
        "UPDATE": _columns("areas", "id", "slug", "version"),
    },
    "area_versions": {"SELECT": (ANY,)},
    # A write begins by locking the row of its layer; the version itself is raised by triggers.
    "layers": {"SELECT": (ANY,), "INSERT": ("area_id", "layer"), "UPDATE": ("sha256",)},
    "changes": {"SELECT": (ANY,)},
    "history": {"SELECT": (ANY,)},
    "rasters": {
        "SELECT": (ANY,),
        "INSERT": (ANY,),
        "UPDATE": _columns("rasters", "area_id", "kind", "version"),
    },
    "raster_versions": {"SELECT": (ANY,)},
    # Deleting one for good is the owner's: to everybody else a deleted one is kept.
    "scenarios": dict.fromkeys(("SELECT", "INSERT", "UPDATE"), (ANY,)),
    "scenario_revisions": {"SELECT": (ANY,)},
    "raise_version": {"EXECUTE": (ANY,)},
    "mark_undone": {"EXECUTE": (ANY,)},
    **{view: {"SELECT": (ANY,)} for view in SCENARIO_VIEWS},
    **{name: dict.fromkeys(WRITE, (ANY,)) for name in LAYER_TABLES},
    # Which kinds there are is the owner's to say.
    "kinds": {"SELECT": (ANY,)},
    # Imports take ids in one go; to keep those of a file they may raise the count, not set it.
    "raise_ids": {"EXECUTE": (ANY,)},
    **{f"{name}_id_seq": {"USAGE": (ANY,)} for name in LAYER_TABLES},
}
READER_MAY: dict[str, dict[str, tuple[str, ...]]] = {
    name: {"SELECT": (ANY,)} for name in (*metadata.tables, *SCENARIO_VIEWS, "alembic_version")
}
QGIS_MAY: dict[str, dict[str, tuple[str, ...]]] = {
    **{name: {"SELECT": (ANY,)} for name in ("areas", *SCENARIO_VIEWS)},
    **{name: dict.fromkeys(WRITE, (ANY,)) for name in LAYER_TABLES},
}
DECLARED = {APP.name: APP_MAY, READER.name: READER_MAY, QGIS.name: QGIS_MAY}
VIEWS_MAY = {APP.name: WRITE, READER.name: ("SELECT",), QGIS.name: WRITE}
"""What each role may do with the view of a kind of facility."""
VIEWS = text("SELECT layer FROM kinds")

FOUND = text("""
WITH ours AS (SELECT oid, rolname FROM pg_roles WHERE rolname = ANY (:roles))
SELECT ours.rolname, c.relname, '' AS part, acl.privilege_type
FROM pg_class c, aclexplode(c.relacl) acl, ours
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee = ours.oid
UNION ALL
SELECT ours.rolname, c.relname, a.attname, acl.privilege_type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) acl, ours
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee = ours.oid AND NOT a.attisdropped
UNION ALL
SELECT ours.rolname, p.proname, '', acl.privilege_type
FROM pg_proc p, aclexplode(p.proacl) acl, ours
WHERE p.pronamespace = 'public'::regnamespace AND acl.grantee = ours.oid
""")
# name -> how GRANT calls it: TABLE x (views too), SEQUENCE x, FUNCTION x(types)
OBJECTS = text("""
SELECT relname, CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || quote_ident(relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p', 'S')
UNION ALL
SELECT p.proname, 'FUNCTION ' || p.oid::regprocedure
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
""")


def present_roles(connection: Connection) -> list[str]:
    """Return the names of the declared roles that this server has."""
    query = text("SELECT rolname FROM pg_roles WHERE rolname = ANY (:roles) ORDER BY rolname")
    return list(connection.scalars(query, {"roles": list(DECLARED)}))


def differences(connection: Connection) -> tuple[set[Right], set[Right]]:
    """Return the declared rights that are missing, and those that are held but not declared."""
    roles = present_roles(connection)
    there = {name for name, _ in connection.execute(OBJECTS)}
    views = list(connection.scalars(VIEWS)) if "kinds" in there else []
    wanted = {right for role in roles for right in _declared(role, views) if right[1] in there}
    found: set[Right] = {
        (role, name, part, privilege)
        for role, name, part, privilege in connection.execute(FOUND, {"roles": roles})
    }
    return wanted - found, found - wanted


def apply(connection: Connection) -> None:
    """Give every declared role that exists its rights, and take away what is not declared.

    The connection belongs to the owner of the tables or to a superuser.
    """
    missing, excess = differences(connection)
    if not missing and not excess:
        return
    objects: dict[str, str] = {row[0]: row[1] for row in connection.execute(OBJECTS)}
    for role, name, part, privilege in sorted(excess):
        what = f"{privilege} ({_quoted(part)})" if part else privilege
        connection.execute(text(f"REVOKE {what} ON {objects[name]} FROM {role}"))
    for role, name, part, privilege in sorted(missing):
        what = f"{privilege} ({_quoted(part)})" if part else privilege
        connection.execute(text(f"GRANT {what} ON {objects[name]} TO {role}"))


def _declared(role: str, views: Sequence[str]) -> Iterator[Right]:
    yield from ((role, view, ANY, privilege) for view in views for privilege in VIEWS_MAY[role])
    for name, privileges in DECLARED[role].items():
        for privilege, parts in privileges.items():
            for part in parts:
                yield role, name, part, privilege


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
