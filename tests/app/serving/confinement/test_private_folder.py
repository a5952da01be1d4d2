import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.confinement.private_folder import PREFIX, private_folder

HOLD = (
    "import sys\nfrom pathlib import Path\n"
    "from app.serving.confinement.private_folder import private_folder\n"
    "with private_folder(None, parent=Path(sys.argv[1])) as made:\n"
    "    print(made, flush=True)\n    sys.stdin.readline()\n"
)
ROOT = Path(__file__).parent.parent.parent.parent.parent


def test_it_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    with private_folder(None, parent=tmp_path) as folder:
        assert folder.name.startswith(PREFIX)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == os.geteuid()
        (folder / "socket").write_text("")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_that_of_a_killed_service_is_removed_and_that_of_a_living_one_stays(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    held = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert held.stdout is not None
    left = Path(held.stdout.readline().strip())
    with private_folder(None, parent=tmp_path):
        assert left.is_dir()
    held.kill()
    held.communicate()
    assert left.is_dir()
    with private_folder(None, parent=tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_what_others_put_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}empty").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ".lock").write_text("")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "elsewhere")
    with private_folder(None, parent=tmp_path):
        assert (tmp_path / f"{PREFIX}empty").is_dir()
        assert (tmp_path / "elsewhere" / ".lock").exists()


def test_a_folder_that_cannot_be_looked_into_is_another_s(tmp_path: Path, monkeypatch) -> None:
    """Two users of one machine may both run the service."""
    other = tmp_path / f"{PREFIX}other"
    other.mkdir()
    (other / ".lock").write_text("")

    def refuse(_self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)
    with private_folder(None, parent=tmp_path) as folder:
        assert folder.is_dir()
        assert other.is_dir()
