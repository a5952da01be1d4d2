"""What .ci/packages asks apt for, and what it says when that cannot be had."""

import pytest

# What apt would bring, as stubs.
APT = """
case " $* " in
*" install "*)
    mkdir -p "$PACKAGES_ROOT"/usr/lib/postgresql/15/bin "$PACKAGES_ROOT"/usr/lib/x86_64-linux-gnu
    mkdir -p "$PACKAGES_ROOT"/usr/share/postgresql/15/extension
    cat </dev/null >"$PACKAGES_ROOT/usr/share/postgresql/15/extension/postgis.control"
    cat </dev/null >"$PACKAGES_ROOT/usr/lib/x86_64-linux-gnu/libatomic.so.1"
    here="${0%/*}"
    for one in "$PACKAGES_ROOT"/usr/lib/postgresql/15/bin/initdb "$here"/{node,npm,chromium,fc-list}
    do
        [ -e "$one" ] || { printf '#!/bin/bash\\necho font\\n' >"$one"; /bin/chmod 755 "$one"; }
    done
    ;;
esac
"""
SCRIPT = ("bash", ".ci/packages")


def _asked(machine) -> list[str]:
    """The packages that apt-get was told to install."""
    line = next(one for one in machine.calls.splitlines() if " install " in one)
    return line.partition("--no-install-recommends ")[2].split()


def test_a_machine_that_never_saw_postgresql_gets_one(machine) -> None:
    machine.stub("apt-get", APT)
    done = machine.run(*SCRIPT, "serve")
    assert done.returncode == 0, done.stderr
    assert _asked(machine) == ["postgresql", "postgresql-postgis", "nodejs", "npm"]
    conf = machine.root / "etc/postgresql-common/createcluster.conf"
    assert conf.read_text(encoding="utf-8") == "create_main_cluster = false\n"


def test_the_newest_postgresql_gets_its_postgis_and_no_second_one(machine) -> None:
    machine.stub("apt-get", APT)
    machine.postgres(9, postgis=False)
    machine.postgres(15, postgis=False)
    assert machine.run(*SCRIPT, "serve").returncode == 0
    assert _asked(machine) == ["postgresql-15-postgis-3", "nodejs", "npm"]
    assert not (machine.root / "etc/postgresql-common").exists()


def test_the_tests_want_a_browser_fonts_and_the_library_of_playwright(machine) -> None:
    machine.stub("apt-get", APT)
    machine.postgres(15, postgis=True)
    assert machine.run(*SCRIPT, "test").returncode == 0
    assert _asked(machine) == [
        *("nodejs", "npm", "chromium", "fontconfig", "fonts-wqy-zenhei", "libatomic1")
    ]


def test_the_checks_want_node_and_no_database(machine) -> None:
    machine.stub("apt-get", APT)
    assert machine.run(*SCRIPT, "check").returncode == 0
    assert _asked(machine) == ["nodejs", "npm"]


def test_nothing_is_asked_of_apt_when_all_is_there(machine) -> None:
    machine.stub("apt-get", APT)
    machine.postgres(15, postgis=True)
    machine.file("usr/lib/aarch64-linux-gnu/libatomic.so.1.2.0")
    for name in ("node", "npm", "chromium"):
        machine.stub(name)
    machine.stub("fc-list", "echo 'WenQuanYi Zen Hei'")
    done = machine.run(*SCRIPT, "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "apt-get" not in machine.calls


def test_a_database_of_ones_own_needs_no_postgresql_here(machine) -> None:
    machine.stub("apt-get", APT)
    machine.run(*SCRIPT, "serve", DATABASE_URL="postgresql://elsewhere/x")
    assert _asked(machine) == ["nodejs", "npm"]


def test_who_may_not_install_is_told_what_root_has_to_type(machine) -> None:
    machine.stub("apt-get", APT)
    machine.stub("id", "echo 1000")
    for body in (None, "exit 1"):  # no sudo at all; one that asks for a password
        if body:
            machine.stub("sudo", body)
        done = machine.run(*SCRIPT, "serve")
        assert done.returncode == 1
        assert "缺少系统软件包" in done.stderr
        assert (
            "apt-get update && apt-get install -y --no-install-recommends"
            " postgresql postgresql-postgis nodejs npm"
        ) in done.stderr
    assert "apt-get" not in machine.calls


def test_sudo_without_a_password_is_used(machine) -> None:
    machine.stub("apt-get", APT)
    machine.stub("id", "echo 1000")
    machine.stub("sudo", '[ "$1" = -n ] && shift; [ "$1" = true ] || exec "$@"')
    assert machine.run(*SCRIPT, "serve").returncode == 0
    assert "sudo env DEBIAN_FRONTEND=noninteractive" in machine.calls


def test_another_system_is_told_what_is_needed(machine) -> None:
    done = machine.run(*SCRIPT, "serve")
    assert done.returncode == 1
    assert "there is no apt-get" in done.stderr
    assert "postgresql postgresql-postgis nodejs npm" in done.stderr


def test_a_python_that_is_not_there_is_not_taken_for_debians(machine) -> None:
    machine.stub("apt-get", APT)
    done = machine.run(*SCRIPT, "check", PYTHON="python3.99")
    assert done.returncode == 1
    assert "there is no python3.99" in done.stderr
    assert "apt-get" not in machine.calls


def test_what_apt_brought_in_vain_is_said(machine) -> None:
    machine.stub("apt-get")
    machine.stub("node")
    machine.stub("npm")
    done = machine.run(*SCRIPT, "serve")
    assert done.returncode == 1
    assert "these are still not found: postgresql postgresql-postgis" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("E: Could not get lock /var/lib/dpkg/lock-frontend.", "another apt or dpkg is running"),
        ("W: Failed to fetch http://x  Temporary failure resolving 'x'", "cannot be reached"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", "the disk is full"),
        ("E: Unable to locate package postgresql-postgis", "has not what is needed"),
        ("E: dpkg was interrupted, you must manually run", "sudo dpkg --configure -a"),
        ("", "did not say why"),
    ],
)
def test_what_apt_says_is_told_with_the_mend(machine, words, told) -> None:
    machine.stub("apt-get", APT)
    done = machine.run(*SCRIPT, "serve", FAIL="apt-get -qq", WORDS=words)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Set-up stopped: installing system packages failed" in done.stderr
    assert told in done.stderr
    assert "failed at line" not in done.stderr


@pytest.mark.parametrize("name", ["basename", "sort", "tail", "id", "dirname"])
def test_no_program_fails_without_words(machine, name) -> None:
    machine.stub("apt-get", APT)
    machine.postgres(15, postgis=False)
    machine.stub(name, "exit 9")
    done = machine.run(*SCRIPT, "serve")
    assert (
        done.returncode == 0
        or ".ci/packages failed at line" in done.stderr
        or ("Set-up stopped" in done.stderr)
    )
