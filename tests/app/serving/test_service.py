from contextlib import contextmanager

import pytest

from app.config import Settings
from app.database import Database
from app.serving import service
from app.serving.confinement.account import Person
from app.serving.confinement.enclosure import Enclosure


@pytest.fixture
def played(monkeypatch, tmp_path):
    """The order in which a service comes up and goes; nothing is started."""
    events = []

    class Keeper:
        def __init__(self, _folder, *, changed) -> None:
            self.changed = changed

        def start(self) -> None:
            events.append("keeper up")

        def stop(self) -> None:
            events.append("keeper down")

    class Supervisor:
        def __init__(self, _settings, children, _enclosed, *, url) -> None:
            events.append([child.name for child in children])
            events.append(url.split("@")[0].split("//")[1].split(":")[0])

        def run(self, on_ready) -> int:
            on_ready("http://here")
            return 0

    @contextmanager
    def folder(person):
        events.append(person.name if person else "this user")
        yield tmp_path
        events.append("folder gone")

    monkeypatch.setattr(service, "Keeper", Keeper)
    monkeypatch.setattr(service, "Supervisor", Supervisor)
    monkeypatch.setattr(service, "private_folder", folder)
    monkeypatch.setattr(service, "enclosure", lambda _person, *_paths, port: Enclosure(port=port))
    return events


def test_with_the_embedded_database_a_keeper_watches_until_the_children_are_gone(
    played, monkeypatch, tmp_path
) -> None:
    database = Database(folder=tmp_path / "postgres")
    url = "postgresql+psycopg2://shequ_app:x@h/shequ"
    monkeypatch.setattr(Database, "application_url", lambda _self: url)
    monkeypatch.setattr(service, "service_user", lambda: None)
    seen = []
    assert service.serve(Settings(folder=tmp_path), database, on_ready=seen.append) == 0
    assert seen == ["http://here"]
    assert played[0] == "this user"
    assert played[1][-1] == "web"
    assert played[2:] == ["shequ_app", "keeper up", "keeper down", "folder gone"]


def test_a_server_of_ones_own_is_not_kept_and_root_opens_what_others_read(
    played, monkeypatch, tmp_path
) -> None:
    database = Database("postgresql://me@h/d", folder=tmp_path / "postgres")
    database.app_url = "postgresql://small@h/d"
    monkeypatch.setattr(service, "service_user", lambda: Person("shequ", 1, 1))
    assert service.serve(Settings(folder=tmp_path), database, on_ready=lambda _url: None) == 0
    assert played[0] == "shequ"
    assert played[2:] == [["small", "h/d"][0], "folder gone"]
    assert (tmp_path / "standards").stat().st_mode & 0o777 == 0o755
