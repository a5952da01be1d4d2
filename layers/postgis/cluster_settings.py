"""The settings of the embedded cluster, written at each start."""

import os
from pathlib import Path

HOST = "127.0.0.1"
MEGABYTE = 1024 * 1024
SETTINGS = {
    "listen_addresses": f"'{HOST}'",
    "unix_socket_directories": "''",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "client_connection_check_interval": "2s",
    "idle_in_transaction_session_timeout": "10min",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
MOST_WAL_MB, LEAST_WAL_MB = 2048, 32
CLOSED = "closed-to-changes"
"""A file of this name beside the data: the database is to be read only, for want of room."""


def settings_text(home: Path, port: int, *, fast: bool) -> str:
    """Return the file of settings for the cluster in `home`."""
    settings = {**SETTINGS, **(FAST if fast else DURABLE), **_log_of_changes(home)}
    settings["port"] = str(port)
    if (home / CLOSED).exists():
        settings["default_transaction_read_only"] = "on"
    lines = [f"{name} = {value}" for name, value in settings.items()]
    return "\n".join(["# Written at each start; your own settings: ALTER SYSTEM.", *lines, ""])


def _log_of_changes(home: Path) -> dict[str, str]:
    """Return how large the log of changes may grow: on a small disk, an eighth of it."""
    disk = os.statvfs(home)
    eighth = disk.f_blocks * disk.f_frsize // MEGABYTE // 8
    most = max(LEAST_WAL_MB, min(MOST_WAL_MB, eighth))
    return {"max_wal_size": f"{most}MB", "min_wal_size": f"{min(80, most)}MB"}
