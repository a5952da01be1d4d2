"""The roles of the database, each declared once: its name, its purpose, its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.text import Text

ADMINISTRATOR = "shequ"
"""The superuser of the embedded cluster: makes roles and extensions, and is used for no data."""

SEARCH_PATH = "public, pg_temp"


@dataclass(frozen=True)
class Role:
    """One role: `key` names it in files and commands, `name` in PostgreSQL.

    `settings` hold for its sessions unless they say otherwise; `connections` is how many it may
    have at once (-1: as many as the server).
    """

    key: str
    name: str
    about: Text
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)
    connections: int = -1


OWNER = Role(
    "owner",
    "shequ_owner",
    Text(
        "拥有全部表；用于迁移和 flask 命令",
        "owns the tables: migrations and commands of flask",
    ),
    {"lock_timeout": "20s", "idle_in_transaction_session_timeout": "10min"},
)
APP = Role(
    "app",
    "shequ_app",
    Text(
        "网页与计算进程：读写数据，不能改动表结构和历史",
        "web and compute processes: read and write data, change neither tables nor history",
    ),
    {
        "statement_timeout": "20s",
        "lock_timeout": "4s",
        "idle_in_transaction_session_timeout": "2min",
    },
)
READER = Role(
    "reader",
    "shequ_reader",
    Text("只读：报表和统计", "reads only: reports and statistics"),
    {
        "default_transaction_read_only": "on",
        "statement_timeout": "1min",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "5min",
        "idle_session_timeout": "12h",
    },
    connections=10,
)
QGIS = Role(
    "qgis",
    "shequ_qgis",
    Text(
        "QGIS：查看并编辑图层，别无其他权限",
        "QGIS: sees and edits layers, and may do nothing else",
    ),
    {
        "statement_timeout": "2min",
        "lock_timeout": "4s",
        "idle_in_transaction_session_timeout": "5min",
        "idle_session_timeout": "12h",
    },
    connections=20,
)
ROLES: dict[str, Role] = {role.key: role for role in (OWNER, APP, READER, QGIS)}
