from dataclasses import fields

import pytest

from app.config import (
    SettingError,
    Settings,
    child_environment,
    load_settings,
    service_environment,
    terminal_language,
)


def test_the_environment_sets_typed_values_and_overrides_win(tmp_path) -> None:
    found = load_settings(
        {
            "PORT": "9000",
            "DATABASE_URL": "postgresql://x",
            "SHEQU_FOLDER": str(tmp_path),
            "SHEQU_SECURE_COOKIES": "true",
            "SHEQU_WORKERS": "",
        },
        host="0.0.0.0",  # noqa: S104 - a value like any other here
    )
    assert (found.port, found.database_url, found.folder) == (9000, "postgresql://x", tmp_path)
    assert found.secure_cookies is True
    assert found.workers == Settings().workers
    assert found.host == "0.0.0.0"  # noqa: S104
    assert found.postgres_folder == tmp_path / "postgres"
    assert found.standards_folder == tmp_path / "standards"


def test_a_value_of_the_wrong_kind_names_the_variable() -> None:
    with pytest.raises(SettingError, match="PORT='eighty'"):
        load_settings({"PORT": "eighty"})


@pytest.mark.parametrize(
    ("name", "text", "accepted"),
    [
        ("SHEQU_WORKERS", "0", "from 1"),
        ("SHEQU_WORKERS", "-1", "from 1"),
        ("SHEQU_STATEMENT_TIMEOUT", "9" * 30, "from 1"),
        ("SHEQU_SOLVER_SECONDS", "nan", r"from 0\.001"),
        ("SHEQU_SOLVER_SECONDS", "inf", r"from 0\.001"),
        ("SHEQU_COMPUTE_WAIT", "-1", "from 0"),
        ("SHEQU_SECURE_COOKIES", "ture", "true, yes, on"),
        ("SHEQU_PUBLIC", "maybe", "false, no, off"),
        ("SHEQU_LANGUAGE", "fr", "zh, en"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(name, text, accepted) -> None:
    """Kind: a setting that is mistyped and taken for another (`SECURE_COOKIES=ture` was off)."""
    with pytest.raises(SettingError, match=f"{name}=.*{accepted}"):
        load_settings({name: text})


def test_switches_are_turned_off_by_word_and_zero_may_mean_none() -> None:
    read = load_settings({"SHEQU_PUBLIC": "off", "PORT": "0", "SHEQU_CACHE_BYTES": "0"})
    assert (read.public, read.port, read.cache_bytes) == (False, 0, 0)


def test_every_setting_tells_its_name_and_help_in_both_languages() -> None:
    names = [entry.metadata["name"] for entry in fields(Settings)]
    assert len(set(names)) == len(names)
    for entry in fields(Settings):
        assert entry.metadata["help"].zh
        assert entry.metadata["help"].en


def test_the_secret_key_is_made_once_and_private(tmp_path) -> None:
    settings = Settings(folder=tmp_path / "var")
    key = settings.secret_key()
    assert len(key) == 64
    assert settings.secret_key() == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_terminal(environment, language) -> None:
    assert terminal_language(environment) == language


def test_a_child_gets_the_environment_with_changes() -> None:
    child = child_environment(DATABASE_URL="postgresql://y")
    assert child["DATABASE_URL"] == "postgresql://y"
    assert "PATH" in child


def test_a_process_that_serves_gets_what_it_reads_and_nothing_else_of_ours(monkeypatch) -> None:
    monkeypatch.setenv("SHEQU_WORKERS", "3")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("CLOUD_TOKEN", "secret")
    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("HOME", "/root")
    found = service_environment({"HOME": "/run/x"})
    assert (found["SHEQU_WORKERS"], found["LC_ALL"], found["HOME"]) == ("3", "C.UTF-8", "/run/x")
    assert "PATH" in found
    assert "secret" not in found.values()


def test_a_stated_key_is_taken_and_nothing_is_written(tmp_path) -> None:
    settings = Settings(folder=tmp_path / "var", secret="stated")  # noqa: S106 - of a test
    assert settings.secret_key() == "stated"
    assert not (tmp_path / "var").exists()
