from pathlib import Path

import pytest

from tests.fresh import roots
from tests.fresh.roots import FreshError, Root


def test_a_user_has_the_path_of_a_user_and_root_has_its_own() -> None:
    variables = {"https_proxy": "http://p:1"}
    root = Root(Path("/x"), "12", "user", variables)
    command = root.command("make serve", variables={"PORT": "8123"})
    assert command[:3] == ["setpriv", "--pdeathsig", "KILL"]
    assert command[3:5] == ["unshare", "--mount"]
    assert "--kill-child" in command  # whatever it starts ends with it
    assert {"HOME=/home/user", "PATH=/usr/local/bin:/usr/bin:/bin", "PORT=8123"} <= set(command)
    assert "https_proxy=http://p:1" in command
    assert command[-3:] == ["/bin/bash", "-c", "make serve"]
    as_root = root.command("id", user="root")
    assert "HOME=/root" in as_root
    assert f"PATH={roots.SYSTEM_PATH}" in as_root


def test_without_root_it_says_what_to_type(monkeypatch) -> None:
    monkeypatch.setattr(roots.os, "geteuid", lambda: 1000)
    with pytest.raises(FreshError, match="sudo make fresh"):
        roots.require_means()


def test_either_builder_makes_the_same_root(monkeypatch) -> None:
    lines = ["deb http://mirror.example/debian trixie main"]
    monkeypatch.setattr(roots.hand_over, "sources", lambda _suite: lines)
    for name in ("mmdebstrap", "debootstrap"):
        monkeypatch.setattr(roots.shutil, "which", lambda one, name=name: one == name or None)
        command = roots._builder("trixie", Path("/x"), ("make", "git"))
        assert command[0] == name
        assert {"--variant=minbase", "--include=make,git", "trixie", "/x"} <= set(command)
        assert "mirror.example" in command[-1]
