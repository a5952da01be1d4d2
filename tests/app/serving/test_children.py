from app.config import Settings
from app.serving.children import declared


def test_the_web_server_is_the_last_to_start_and_opens_the_port(tmp_path) -> None:
    settings = Settings(folder=tmp_path / "var", port=9001)
    children = declared(settings, tmp_path / "run")
    assert children[-1].name == "web"
    assert [child.name for child in children if child.listens] == ["web"]
    assert "--bind=127.0.0.1:9001" in children[-1].command


def test_the_computing_processes_are_asked_over_a_socket_in_the_private_folder(tmp_path) -> None:
    compute, web = declared(Settings(folder=tmp_path / "var"), tmp_path / "run")
    assert compute.command[-2:] == ["-m", "app.compute"]
    socket = str(tmp_path / "run" / "compute.sock")
    assert {one.environment["SHEQU_COMPUTE_SOCKET"] for one in (compute, web)} == {socket}


def test_children_get_a_home_but_no_address_of_the_owner(tmp_path) -> None:
    settings = Settings(folder=tmp_path / "var", database_url="postgresql://owner")
    for child in declared(settings, tmp_path / "run"):
        assert child.environment["HOME"] == str(tmp_path / "run")
        assert child.environment["SHEQU_FOLDER"] == str(tmp_path / "var")
        assert "postgresql://owner" not in child.environment.values()


def test_only_the_web_server_gets_the_key(tmp_path) -> None:
    settings = Settings(folder=tmp_path / "var")
    compute, web = declared(settings, tmp_path / "run")
    assert web.environment["SHEQU_SECRET_KEY"] == settings.secret_key()
    # Empty, not absent: what the service itself was started with must not come through.
    assert compute.environment["SHEQU_SECRET_KEY"] == ""
