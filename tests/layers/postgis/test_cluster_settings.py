import os
from types import SimpleNamespace

import pytest

from layers.postgis import cluster_settings
from layers.postgis.cluster_settings import CLOSED, settings_text


def _settings(text: str) -> dict[str, str]:
    return dict(line.split(" = ") for line in text.splitlines() if " = " in line)


def test_only_the_loopback_is_listened_on_and_what_is_committed_is_kept(tmp_path) -> None:
    found = _settings(settings_text(tmp_path, 5433, fast=False))
    assert (found["listen_addresses"], found["port"]) == ("'127.0.0.1'", "5433")
    assert (found["fsync"], found["synchronous_commit"]) == ("on", "on")
    assert _settings(settings_text(tmp_path, 1, fast=True))["fsync"] == "off"


@pytest.mark.parametrize(
    ("disk_mb", "most", "least"),
    [(100, "32MB", "32MB"), (800, "100MB", "80MB"), (100_000, "2048MB", "80MB")],
)
def test_the_log_of_changes_takes_an_eighth_of_a_small_disk(
    monkeypatch, tmp_path, disk_mb: int, most: str, least: str
) -> None:
    disk = SimpleNamespace(f_blocks=disk_mb * 256, f_frsize=4096)
    monkeypatch.setattr(cluster_settings.os, "statvfs", lambda _home: disk)
    found = _settings(settings_text(tmp_path, 1, fast=False))
    assert (found["max_wal_size"], found["min_wal_size"]) == (most, least)


def test_a_mark_beside_the_data_closes_the_database_to_changes(tmp_path) -> None:
    assert "default_transaction_read_only" not in settings_text(tmp_path, 1, fast=False)
    (tmp_path / CLOSED).touch()
    assert "default_transaction_read_only = on" in settings_text(tmp_path, 1, fast=False)
    assert os.listdir(tmp_path) == [CLOSED]  # noqa: PTH208 - the names
