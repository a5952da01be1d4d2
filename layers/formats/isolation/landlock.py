"""What the reading process may touch, held by the kernel: its input, its own folder, its libraries.

A file that takes over a library of formats while it is read finds nothing else: no other file can
be read, nothing written or run outside the folder of the task, no connection opened, no process
signaled, and no right of root used. Landlock (Linux 5.13 and newer) needs no rights to be asked
for. Where the kernel has none, reading goes on without it, and `confine` returns 0. Started by root
it becomes nobody, who owns its folder alone and may still read what root would.

Only the standard library: this is called before anything large is imported.
"""

import ctypes
import mimetypes
import os
import stat
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
CAPSET = {"x86_64": 126, "aarch64": 91}
VERSION = 1  # a flag: the call returns the version of the interface
PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# Symbolic links, devices and sockets are not among them: whoever reads the outcome need not look.
WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13 | 1 << 14
FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""Version -> how many rights over files it knows; newer ones know as many as 5."""
NET_SINCE, SCOPE_SINCE = 4, 6
NET_RIGHTS, SCOPES = 0b11, 0b11  # binding and connecting; abstract sockets and signals
PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_KEEPCAPS = 1, 2, 8
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
NOBODY = 65_534
# Of the small programs that the kernel runs before each call (linux/filter.h, linux/seccomp.h).
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOWED, REFUSED = 0x7FFF0000, 0x00050001  # the latter: EPERM
SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine -> how the kernel names it, and the number of socket(2) on it."""
IO_URING_SETUP, X32 = 425, 0x40000000
CAP_DAC_READ_SEARCH, LAST_CAPABILITY = 2, 63
CAPABILITY_VERSION = 0x20080522
SYSTEM = ("/usr", "/lib", "/lib64", "/proc/self", "/dev/null", "/dev/urandom")
CONFIGURATION = (
    "ld.so.cache", "ld.so.preload", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone",
    "nsswitch.conf", "passwd", "group", "locale.alias", "ssl/openssl.cnf", "os-release",
)  # fmt: skip
"""Of /etc: what the loader, the C library and OpenSSL read. No key and no password is in them."""

_libc = ctypes.CDLL(None, use_errno=True)


def confine(inputs: Iterable[Path], folder: Path) -> int:
    """Leave this process the right to read `inputs` and to write below `folder`, no other.

    Returns
    -------
    int
        The version of Landlock that holds it, 0 where there is none.
    """
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    version = _call(CREATE_RULESET, None, 0, VERSION) if sys.platform == "linux" else 0
    if version > 0:
        _restrict(version, inputs, folder)
    if os.geteuid() == 0:
        _become_nobody(folder)
    _refuse_sockets()
    return max(version, 0)


def siblings(path: Path) -> Iterator[Path]:
    """Yield a file and those that belong to it by name, as the parts of a shapefile do."""
    yield path
    stem = f"{path.stem}.".lower()
    with suppress(OSError):
        yield from (one for one in path.parent.iterdir() if one.name.lower().startswith(stem))


def libraries() -> list[Path]:
    """Return the folders of Python, of this product and of the system's libraries."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    ours = Path(__file__).resolve().parents[3]
    settings = (Path("/etc") / one for one in CONFIGURATION)
    # openpyxl asks for kinds of files, and a list that is there but closed would be an error
    kinds = (Path(one) for one in mimetypes.knownfiles)
    return [*map(Path, (*SYSTEM, *found)), *settings, *kinds, ours / "layers", ours / "data"]


def _restrict(version: int, inputs: Iterable[Path], folder: Path) -> None:
    known = (1 << FS_RIGHTS.get(version, FS_RIGHTS[5])) - 1
    wanted = struct.pack(
        "QQQ",
        known,
        NET_RIGHTS if version >= NET_SINCE else 0,
        SCOPES if version >= SCOPE_SINCE else 0,
    )
    size = 24 if version >= SCOPE_SINCE else 16 if version >= NET_SINCE else 8
    rules = _checked(_call(CREATE_RULESET, wanted, size, 0))
    for path in libraries():
        _allow(rules, path, (READ_FILE | READ_DIR) & known)
    for path in inputs:
        # A link beside the input may lead anywhere, and a folder holds what nobody handed in.
        _allow(rules, path, READ_FILE & known, links=False)
    _allow(rules, folder, (READ_FILE | READ_DIR | WRITE) & known)
    _checked(_call(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _allow(rules: int, path: Path, rights: int, *, links: bool = True) -> None:
    """Allow `rights` below a folder, or those that a file has of them; skip what is not there.

    Without `links` neither links nor folders are allowed, but ordinary files alone.
    """
    try:
        held = os.open(path, os.O_PATH | os.O_CLOEXEC | (0 if links else os.O_NOFOLLOW))
    except OSError:
        return
    mode = os.fstat(held).st_mode
    if not links and not stat.S_ISREG(mode):
        os.close(held)
        return
    if not stat.S_ISDIR(mode):
        rights &= READ_FILE
    _checked(_call(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, held), 0))
    os.close(held)


def _refuse_sockets() -> None:
    """Have the kernel refuse to make sockets of any kind: Landlock knows those of TCP alone.

    Nor may the process call as on another architecture, or through io_uring, which makes them too.
    """
    if os.uname().machine not in SOCKET:
        return
    architecture, socket = SOCKET[os.uname().machine]
    program = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 4, architecture),
        (LOAD, 0, 0, 0),
        (EQUAL, 2, 0, socket),
        (EQUAL, 1, 0, IO_URING_SETUP),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, REFUSED),
        (RETURN, 0, 0, ALLOWED),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in program))
    given = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
    _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, given, 0, 0)


def _become_nobody(folder: Path) -> None:
    """Give up root: its files are no longer ours to change; of its rights one stays, to read.

    Where the files that are held by paths name what may be read, this right adds nothing to them.
    """
    for number in range(LAST_CAPABILITY + 1):
        if number != CAP_DAC_READ_SEARCH:
            _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    _change_user(folder)
    capset = CAPSET.get(os.uname().machine)
    if capset is not None:
        kept = 1 << CAP_DAC_READ_SEARCH
        header = struct.pack("Ii", CAPABILITY_VERSION, 0)
        _checked(_call(capset, header, struct.pack("6I", kept, kept, 0, 0, 0, 0)))


def _change_user(folder: Path) -> None:
    """Become nobody, who gets `folder`; where nobody is unknown (a namespace) all stays."""
    parent, signal = os.getppid(), ctypes.c_int(0)
    _libc.prctl(PR_GET_PDEATHSIG, ctypes.byref(signal), 0, 0, 0)
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        for one in (folder, *folder.rglob("*")):
            os.chown(one, NOBODY, NOBODY, follow_symlinks=False)
        _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return
    # the kernel forgets with the user that this process is to end with its parent
    _libc.prctl(PR_SET_PDEATHSIG, signal.value, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _call(number: int, *arguments: bytes | int | None) -> int:
    passed = [
        ctypes.c_char_p(one) if isinstance(one, bytes) else ctypes.c_long(one or 0)
        for one in arguments
    ]
    return int(_libc.syscall(ctypes.c_long(number), *passed))


def _checked(done: int) -> int:
    if done < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return done
