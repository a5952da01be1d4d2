import pytest

from app.commands import serve


@pytest.fixture
def supervised(monkeypatch):
    """What the service would have been started with; nothing is started."""
    seen = []

    def start(settings, database, *, on_ready):
        seen.append((settings, database.url))
        on_ready(f"http://{settings.host}:{settings.port}")
        return 0

    monkeypatch.setattr(serve, "serve", start)
    return seen


def test_it_migrates_loads_on_the_first_start_and_prints_the_address(
    runner, supervised, monkeypatch, database_url
) -> None:
    loaded = []
    monkeypatch.setattr(serve, "load_when_empty", lambda _database, step: loaded.append(step))
    told = runner.invoke(args=["serve", "--port", "8123", "--workers", "1"])
    assert told.exit_code == 0, told.output
    assert "http://127.0.0.1:8123" in told.stderr
    ((settings, url),) = supervised
    assert (settings.port, settings.workers, url) == (8123, 1, database_url)
    assert len(loaded) == 1


def test_other_machines_are_let_in_by_a_flag_only_and_told_what_that_means(
    runner, supervised
) -> None:
    refused = runner.invoke(args=["serve", "--empty", "--host", "0.0.0.0"])  # noqa: S104
    assert refused.exit_code != 0
    assert "--public" in refused.stderr
    assert not supervised
    opened = runner.invoke(args=["serve", "--empty", "--host", "0.0.0.0", "--public"])  # noqa: S104
    assert opened.exit_code == 0
    assert "there are no accounts" in opened.stderr
    assert "localhost" in opened.stderr
    assert supervised[0][0].public


def test_it_may_start_empty_and_refuses_a_port_that_is_none(runner, supervised) -> None:
    assert runner.invoke(args=["serve", "--empty"]).exit_code == 0
    assert runner.invoke(args=["serve", "--port", "70000"]).exit_code == 2
    assert len(supervised) == 1


def test_other_machines_are_let_in_only_when_that_is_said(runner, supervised) -> None:
    refused = runner.invoke(args=["serve", "--empty", "--host", "0.0.0.0"])  # noqa: S104
    assert refused.exit_code == 1
    assert "--public" in refused.stderr
    assert not supervised
    told = runner.invoke(args=["serve", "--empty", "--host", "0.0.0.0", "--public"])  # noqa: S104
    assert told.exit_code == 0, told.stderr
    assert "no accounts" in told.stderr
    assert "localhost, 127.0.0.1, [::1]" in told.stderr
    assert supervised[0][0].public is True
