"""Planning standards: those of `data/standards` and the planner's own, read when they change."""

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from app.config import ROOT
from app.params import accepted_values, refuse
from layers.titles import ACCEPTED_TITLE, LONGEST_TITLE, title_fault
from spatial.errors import StandardError
from spatial.rules import Rule, Standard
from spatial.standards import parse_standard

SHIPPED = ROOT / "data" / "standards"
LARGEST_FILE = 1024 * 1024
MOST_PARTS = 16
# A reader of TOML takes a time that grows with the square of the parts of a key. No part is given
# back once it is taken, so that the search itself is done in one pass.
PART = rb"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rb"(?<![\\A-Za-z0-9_-])(?:" + PART + rb"[ \t]*+\.[ \t]*+){%d}" % MOST_PARTS)
LARGEST_WHOLE = 2**63
NO_CONTROLS = "accepted: text of one line without control characters"


class Standards:
    """The standards of two folders; a planner's own file replaces a shipped one of its name."""

    def __init__(self, own: Path, shipped: Path = SHIPPED) -> None:
        self.folders = (shipped, own)
        self.own = own
        self._lock = Lock()
        self._stamp: tuple[tuple[str, int], ...] | None = None
        self._loaded: dict[str, Standard] = {}
        self._digests: dict[str, str] = {}

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Return the files and when each was written: changes when any standard does."""
        return tuple(one for folder in self.folders for one in _written(folder))

    def all(self) -> dict[str, Standard]:
        """Return every standard by its id."""
        stamp = self.stamp()
        with self._lock:
            if stamp != self._stamp:
                read = [(read_standard(Path(path)), Path(path)) for path, _ in stamp]
                self._loaded = {standard.id: standard for standard, _ in read}
                self._digests = {
                    standard.id: hashlib.sha256(path.read_bytes()).hexdigest()
                    for standard, path in read
                }
                self._stamp = stamp
            return self._loaded

    def get(self, identifier: str) -> Standard:
        """Return one standard, or raise `ParameterError` naming those there are."""
        known = self.all()
        if identifier not in known:
            raise refuse("standard", identifier, accepted_values(known))
        return known[identifier]

    def digest(self, identifier: str) -> str:
        """Return the SHA-256 of the file that the standard was read from."""
        self.get(identifier)
        return self._digests[identifier]

    def add(self, path: Path) -> Standard:
        """Check a file and keep it among the planner's own standards."""
        standard = read_standard(path)
        self.own.mkdir(parents=True, exist_ok=True)
        (self.own / f"{standard.id}.toml").write_bytes(path.read_bytes())
        return standard


def _written(folder: Path) -> list[tuple[str, int]]:
    """Return the standard files of a folder and when each was written, asked with every request."""
    try:
        with os.scandir(folder) as files:
            return sorted((f.path, f.stat().st_mtime_ns) for f in files if f.name.endswith(".toml"))
    except FileNotFoundError:
        return []


def read_standard(path: Path) -> Standard:
    """Read and check one standard file.

    Raises
    ------
    StandardError
        The file is not TOML, breaks the schema or holds text that cannot be shown; the message
        lists every fault.
    """
    if not path.is_file():
        raise StandardError(f"{path.name}: not an ordinary file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise StandardError(f"{path.name}: larger than {LARGEST_FILE} bytes")
    if DEEP_KEY.search(content):
        raise StandardError(f"{path.name}: a key of more than {MOST_PARTS} parts")
    try:
        mapping = tomllib.loads(content.decode("utf-8"))
        _require_bearable(mapping)
    except RecursionError:
        raise StandardError(f"{path.name}: nested too deeply") from None
    except ValueError as error:  # of TOML, of UTF-8, or a number of thousands of digits
        raise StandardError(f"{path.name}: not a TOML file in UTF-8: {error}") from None
    return checked(parse_standard(mapping))


def _require_bearable(value: Any) -> None:
    """Raise `ValueError` for a whole number that no message could show: TOML takes any in hex."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _require_bearable(one)
    elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise ValueError("a whole number of more than 64 bits")


def checked(standard: Standard) -> Standard:
    """Return a standard whose texts can be shown and stored.

    Raises
    ------
    StandardError
        Lists each title that is too long and each text that holds control characters.
    """
    faults = [
        f"{path}: {fault.en}; {ACCEPTED_TITLE.en if 'title' in path else NO_CONTROLS}"
        for path, text in _texts(asdict(standard))
        if (fault := title_fault(text, most=LONGEST_TITLE if "title" in path else LARGEST_FILE))
    ]
    if faults:
        raise StandardError(f"standard '{standard.id}':\n" + "\n".join(faults))
    return standard


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a standard with its place: `rules[3].title_en`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _texts(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for at, one in enumerate(value):
            yield from _texts(one, f"{path}[{at}]")


def reach_rules(standard: Standard, facility: str) -> list[Rule]:
    """Return the rules that give a straight-line service radius for a kind of facility."""
    return [
        rule
        for rule in standard.rules
        if rule.layer == facility and rule.radius_m is not None and rule.metric != "walking"
    ]
