"""flask database: with which role to connect from where."""

from typing import Any

import click

from app.answers.terminal import CommandGroup, Terminal, json_option
from app.database import Database, current_database
from layers.postgis.roles import OWNER, ROLES, Role
from layers.postgis.roles.cluster_roles import password, password_file
from layers.text import Text

HIDDEN = Text(
    "密码在 file 一列的文件中；--passwords 会直接显示",
    "passwords are in the files of the last column; --passwords shows them",
)
WHILE_SERVED = Text(
    "内嵌数据库只在 flask serve 运行期间可以连接",
    "the embedded database can be connected to while flask serve runs",
)
group = CommandGroup("database", "Roles of the database and how to connect as one of them.")


@group.command("roles")
@click.option("--passwords", is_flag=True, help="show passwords and whole addresses")
@json_option
def roles(out: Terminal, *, passwords: bool) -> None:
    """List the roles with host, port, database and user: what QGIS asks for, for example."""
    with current_database() as database:
        database.application_url()  # where a server of one's own lets us, this makes the roles
        rows = [_row(database, role, passwords=passwords) for role in _usable(database)]
        embedded = database.embedded
    for row in rows:
        row["about"] = row["about"].in_language(out.language)
    if out.as_json:
        out.json(rows)
        return
    out.table(list(rows[0]), [list(row.values()) for row in rows])
    if not passwords:
        out.say(HIDDEN)
    if embedded:
        out.say(WHILE_SERVED)


def _usable(database: Database) -> list[Role]:
    """Return the roles that can be connected as: in a server of one's own, those that were made."""
    if database.embedded:
        return list(ROLES.values())
    made = [role for role in ROLES.values() if password_file(database.folder, role).exists()]
    return [OWNER, *(role for role in made if role is not OWNER)]


def _row(database: Database, role: Role, *, passwords: bool) -> dict[str, Any]:
    url = database.engine.url
    own = role is OWNER and not database.embedded
    if not own:
        url = url.set(username=role.name, password=password(database.folder, role))
    row: dict[str, Any] = {
        "role": role.key,
        "host": url.host,
        "port": url.port,
        "database": url.database,
        "user": url.username,
        "about": role.about,
    }
    if passwords:
        plain = url.set(drivername="postgresql")
        return row | {
            "password": url.password,
            "url": plain.render_as_string(hide_password=False),
        }
    return row | {"file": "DATABASE_URL" if own else str(password_file(database.folder, role))}
