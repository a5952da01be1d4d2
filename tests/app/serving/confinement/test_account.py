import os
import pwd
import subprocess
import sys
import time

import pytest

from app.serving.confinement import account
from app.serving.confinement.account import (
    NoSetprivError,
    NoUserError,
    Person,
    service_user,
    without_rights,
)
from tests.builders.machine import lives

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over")
STATE = 'grep -E "^(Uid|Gid|Groups|CapEff|CapBnd|NoNewPrivs)" /proc/self/status'


@as_root
def test_root_hands_over_to_a_user_of_its_own() -> None:
    person = service_user()
    assert person is not None
    assert person.name == "shequ"
    assert person.uid == pwd.getpwnam("shequ").pw_uid != 0
    command = [*without_rights(person), "sh", "-c", STATE]
    told = dict(
        line.split(":", 1)
        for line in subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    )
    assert set(told["Uid"].split()) == {str(person.uid)}
    assert set(told["Gid"].split()) == {str(person.gid)}
    assert told["Groups"].split() == []
    assert int(told["CapEff"], 16) == int(told["CapBnd"], 16) == 0
    assert told["NoNewPrivs"].strip() == "1"


@as_root
def test_a_low_port_keeps_the_one_right_to_open_it() -> None:
    program = "import socket; socket.socket().bind(('127.0.0.1', 81)); print('bound')"
    for port, said in ((80, "bound\n"), (8000, "")):
        command = [*without_rights(service_user(), port=port), "/usr/bin/python3", "-c", program]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        assert done.stdout == said
        kept = [*without_rights(service_user(), port=port), "sh", "-c", STATE]
        told = subprocess.run(kept, capture_output=True, text=True, check=True).stdout
        bits = int(told.split("CapEff:")[1].split()[0], 16)
        assert bits == (1 << 10 if port == 80 else 0), "CAP_NET_BIND_SERVICE"


def test_an_ordinary_user_stays_himself(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert service_user() is None
    told = subprocess.run(
        [*without_rights(None), "sh", "-c", STATE], capture_output=True, text=True, check=True
    ).stdout
    assert f"Uid:\t{os.getuid()}" in told
    assert "NoNewPrivs:\t1" in told


def test_a_user_that_cannot_be_made_is_named_with_the_command(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "USER", "shequ-of-nobody")

    def refuse(command, **_: object):
        raise subprocess.CalledProcessError(1, command, stderr="cannot lock /etc/passwd\n")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(NoUserError, match=r"cannot lock /etc/passwd. Run useradd --system"):
        service_user()


def test_another_name_of_root_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "USER", "root")
    with pytest.raises(NoUserError, match="another name of root"):
        service_user()


def test_root_does_not_serve_as_root_for_want_of_setpriv(monkeypatch) -> None:
    monkeypatch.setattr(account.shutil, "which", lambda _name: None)
    assert without_rights(None) == []
    with pytest.raises(NoSetprivError, match="util-linux"):
        without_rights(Person("shequ", 999, 999))


@pytest.mark.parametrize("person", [None, pytest.param("service", marks=as_root)])
def test_a_child_ends_with_a_killed_parent(person) -> None:
    """Else it keeps the port after `kill -9`, and the next start fails."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], cwd='/')\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    sleeper = [
        *without_rights(service_user() if person else None),
        "sh",
        "-c",
        "echo 1; exec sleep 60",
    ]
    parent = subprocess.Popen(
        [sys.executable, "-c", program, *sleeper], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    told = sorted((parent.stdout.readline() for _ in range(2)), key=len)
    assert told[0] == "1\n", "the child is up"
    child = int(told[1])
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(child)
