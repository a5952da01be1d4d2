"""Empty Debians: made, entered with a namespace of their own, removed."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.fresh import hand_over

SUITES = {"12": "bookworm", "13": "trixie", "14": "forky"}
PACKAGES = ("make", "git", "python3")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
USER_PATH = "/usr/local/bin:/usr/bin:/bin"
# Mounts live in this namespace alone and are gone with its last process.
ENTER = """
mount --rbind /dev "$0/dev" && mount --make-rslave "$0/dev"
mount -t proc proc "$0/proc"
mount -t tmpfs -o mode=1777 tmpfs "$0/dev/shm" 2>/dev/null || true
root="$0" user="$1"; shift
chroot --userspec="$user:" "$root" env -i "$@" &
trap 'kill -INT "$!" 2>/dev/null || true' INT TERM
wait "$!" || { code=$?; wait "$!" && code=0 || code=$?; exit "$code"; }
"""


class FreshError(Exception):
    """A root cannot be made; the message says why and what to do."""


@dataclass
class Root:
    """A Debian in a folder; `user` is who types there, an ordinary one may use sudo."""

    folder: Path
    debian: str
    user: str
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        """The home of the user, inside."""
        return "/root" if self.user == "root" else f"/home/{self.user}"

    def build(self, bundle: Path) -> None:
        """Make the root, the user, and a clone of the project in the user's home."""
        packages = PACKAGES if self.user == "root" else (*PACKAGES, "sudo")
        _call(_builder(SUITES[self.debian], self.folder, packages))
        hand_over.copy_files(self.folder)
        self.variables = hand_over.variables(self.folder)
        if self.user != "root":
            self.say(f"useradd --create-home --shell /bin/bash {self.user}", user="root")
            rights = self.folder / "etc/sudoers.d" / self.user
            rights.write_text(f"{self.user} ALL=(ALL) NOPASSWD: ALL\n", encoding="ascii")
            rights.chmod(0o440)
        inside = self.folder / "var/project.bundle"
        shutil.copy(bundle, inside)
        inside.chmod(0o644)
        self.say(f"git clone --quiet /var/project.bundle {self.home}/shequ")

    def say(self, script: str, *, user: str | None = None) -> str:
        """Run a script inside to its end and return what it wrote; raise when it fails."""
        return _call(self.command(script, user=user))

    def start(self, script: str, log: IO[bytes], **variables: str) -> "subprocess.Popen[bytes]":
        """Start a script inside, in the clone, in a process group of its own."""
        command = self.command(f"cd {self.home}/shequ && {script}", variables=variables)
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def command(
        self, script: str, *, user: str | None = None, variables: Mapping[str, str] | None = None
    ) -> list[str]:
        """Return the command line that runs `script` inside; all it starts ends with it."""
        who = user or self.user
        home = "/root" if who == "root" else f"/home/{who}"
        environment = {
            "HOME": home,
            "USER": who,
            "LOGNAME": who,
            "LANG": "C.UTF-8",
            "PATH": SYSTEM_PATH if who == "root" else USER_PATH,
            **self.variables,
            **(variables or {}),
        }
        pairs = [f"{name}={value}" for name, value in environment.items()]
        # Nothing inside outlives this process, even when it is killed (-9).
        apart = [
            "setpriv",
            "--pdeathsig",
            "KILL",
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--propagation=private",
        ]
        inside = ["bash", "-c", ENTER, str(self.folder), who, *pairs]
        return [*apart, *inside, "/bin/bash", "-c", script]

    def processes(self) -> list[int]:
        """Return the processes that still live inside."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "root").readlink() == self.folder:
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def remove(self) -> None:
        """Remove the root; never goes into a file system that is mounted there."""
        if self.folder.exists():
            _call(["rm", "-rf", "--one-file-system", str(self.folder)])


def require_means() -> None:
    """See that roots can be made here; installs mmdebstrap where neither builder is there."""
    if os.geteuid() != 0:
        raise FreshError(
            "需要 root：请执行 sudo make fresh / root is needed to build roots: sudo make fresh"
        )
    if not shutil.which("mmdebstrap") and not shutil.which("debootstrap"):
        if not shutil.which("apt-get"):
            raise FreshError(
                "缺少 mmdebstrap 或 debootstrap，请先安装 / install mmdebstrap or debootstrap first"
            )
        _call(["apt-get", "-qq", "update"])
        _call(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "mmdebstrap"])


def _builder(suite: str, folder: Path, packages: tuple[str, ...]) -> list[str]:
    lines = hand_over.sources(suite)
    named = ",".join(packages)
    if shutil.which("mmdebstrap"):
        keyring = [f"--keyring={KEYRING}"] if Path(KEYRING).exists() else []
        options = ["--quiet", "--mode=root", "--variant=minbase", f"--include={named}"]
        return ["mmdebstrap", *options, *keyring, suite, str(folder), *lines]
    keyring = [f"--keyring={KEYRING}"] if Path(KEYRING).exists() else []
    mirror = [lines[0].split()[1]] if lines else []
    options = ["--variant=minbase", f"--include={named}", *keyring]
    return ["debootstrap", *options, suite, str(folder), *mirror]


def _call(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines()[-8:]
        raise FreshError(f"{command[0]} failed ({done.returncode}):\n  " + "\n  ".join(words))
    return done.stdout
