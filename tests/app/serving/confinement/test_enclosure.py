import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT
from app.serving.confinement import enclosure as enclosures
from app.serving.confinement.account import Person, service_user
from app.serving.confinement.enclosure import (
    Enclosure,
    OutOfReachError,
    covers_for,
    enclosure,
    may_pass,
    needed_paths,
    open_for_reading,
)
from tests.builders.machine import passable_folder

REFUSED = r"Permission denied|failed to execute|would run with the Python of|No module named"
NOBODY = Person("nobody", 65534, 65534)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over")


def _mounts() -> bool:
    """Whether this machine lets root have mounts of its own: a container may not."""
    done = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return os.geteuid() == 0 and done.returncode == 0


with_mounts = pytest.mark.skipif(not _mounts(), reason="no mount namespaces here, or not root")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may pass, unlike pytest's own."""
    with passable_folder("place") as made:
        yield made


def _folders(place: Path, *modes: tuple[str, int]) -> Path:
    folder = place
    for name, _ in modes:
        folder = folder / name
        folder.mkdir()
    for _, mode in reversed(modes):
        folder.chmod(mode)
        folder = folder.parent
    return place.joinpath(*(name for name, _ in modes))


@as_root
def test_only_the_topmost_closed_folder_is_covered(place: Path) -> None:
    open_one = _folders(place, ("open", 0o755), ("project", 0o755))
    hidden = _folders(place, ("closed", 0o700), ("inner", 0o700), ("project", 0o755))
    other = _folders(place / "closed", ("python", 0o755))
    assert covers_for([open_one], NOBODY) == {}
    assert covers_for([hidden, hidden / "data", other, open_one], NOBODY) == {
        place / "closed": [hidden, other]
    }


@as_root
def test_modes_are_read_as_the_kernel_reads_them(place: Path) -> None:
    folder = _folders(place, ("one", 0o710))
    assert not may_pass(folder, NOBODY)
    assert may_pass(folder, Person("x", 1234, 0))
    os.chown(folder, 1234, 1234)
    folder.chmod(0o077)
    assert not may_pass(folder, Person("x", 1234, 1234)), "the owner's bits count, not the rest"


def test_the_program_and_its_python_are_needed() -> None:
    paths = needed_paths(Path("/srv/data"))
    assert {ROOT, Path(sys.base_prefix), Path("/srv/data")} <= set(paths)
    assert Path(sys.executable).resolve().parent in paths
    assert all(path.is_absolute() for path in paths)


def test_an_ordinary_user_is_not_enclosed() -> None:
    made = enclosure(None, port=8000)
    assert made.covers == {}
    assert made.command(["true"])[-1] == "true"
    assert "--reuid" not in " ".join(made.command(["true"]))


@with_mounts
def test_in_the_enclosure_the_needed_is_there_and_the_rest_is_not(place: Path) -> None:
    project = _folders(place, ("closed", 0o700), ("project", 0o755))
    (project / "program.txt").write_text("hello")
    (place / "closed" / "secret.txt").write_text("secret")
    person = service_user()
    needed = [*needed_paths(), project]
    made = Enclosure(person, covers_for(needed, person))
    assert place / "closed" in made.covers
    closed = place / "closed"
    script = (
        f"cat {project}/program.txt; ls -A {closed}; ls {closed}/secret.txt 2>&1;"
        f" touch {project}/x 2>&1; touch {closed}/x 2>&1; id -un"
    )
    told = subprocess.run(
        made.command(["sh", "-c", script]), capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    assert told.startswith("helloproject\n")
    assert "secret.txt': No such file" in told
    assert told.count("Read-only file system") + told.count("Permission denied") == 2
    assert told.endswith("shequ\n")
    assert (closed / "secret.txt").read_text() == "secret", "nobody else sees the mounts"


@as_root
def test_the_program_is_tried_out_as_the_child_would_run_it(monkeypatch) -> None:
    made = enclosure(service_user())
    told = subprocess.run(
        made.command([sys.executable, "-c", "import os; print(os.getuid())"]),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert int(told) != 0
    monkeypatch.setattr(enclosures, "covers_for", lambda _paths, _person: {})
    if covers_for(needed_paths(), service_user()):
        with pytest.raises(OutOfReachError, match=REFUSED):
            enclosure(service_user())


@as_root
def test_where_no_mounts_are_given_it_says_what_to_do(monkeypatch, place: Path) -> None:
    """As in a container: the launcher is replaced by one that is refused."""
    refused = place / "launch.py"
    refused.write_text("import sys; print('Operation not permitted', file=sys.stderr); exit(77)")
    monkeypatch.setattr(enclosures.launch, "__file__", str(refused))
    monkeypatch.setattr(enclosures, "covers_for", lambda _paths, _person: {Path("/root"): []})
    with pytest.raises(OutOfReachError) as caught:
        enclosure(service_user())
    told = caught.value.text("en")
    assert "Operation not permitted" in told
    assert "/srv/shequ" in told
    assert "PYTHON=/usr/bin/python3" in told
    assert "/root" in caught.value.text("zh")


def test_what_is_not_private_is_opened_for_reading(tmp_path: Path) -> None:
    folder = tmp_path / "standards"
    folder.mkdir(mode=0o700)
    (folder / "mine.toml").write_text("")
    (folder / "mine.toml").chmod(0o600)
    (folder / "link").symlink_to("/etc/shadow")
    shadow = Path("/etc/shadow").stat().st_mode
    open_for_reading(folder, tmp_path / "rasters")
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "mine.toml").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "rasters").is_dir()
    assert Path("/etc/shadow").stat().st_mode == shadow


@as_root
def test_a_file_of_the_program_that_is_closed_is_named(monkeypatch, place: Path) -> None:
    """A clone made with umask 077: no mount opens it."""
    for part in ("app", "layers", "spatial", "data"):
        (place / part).mkdir()
    closed = place / "layers" / "closed.py"
    closed.write_text("")
    closed.chmod(0o600)
    monkeypatch.setattr(enclosures, "ROOT", place)
    with pytest.raises(OutOfReachError, match=r"layers/closed\.py cannot be read.*chmod -R go\+rX"):
        enclosure(service_user())
    closed.chmod(0o644)
    assert enclosure(service_user()).person == service_user()
    (place / "spatial").chmod(0o700)
    with pytest.raises(OutOfReachError, match=r"spatial"):
        enclosure(service_user())
