"""Planning standards: those of `data/standards` and the planner's own, read when they change."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from app.config import ROOT
from app.params import accepted_values, refuse
from layers.catalogue import FACILITY_TYPES
from layers.titles import ACCEPTED_TITLE, LONGEST_TITLE, title_fault
from layers.toml_text import LARGEST_FILE, TomlTextError, read_toml
from spatial.errors import StandardError
from spatial.rules import OTHER_LAYERS, Rule, Standard
from spatial.standards import parse_standard

SHIPPED = ROOT / "data" / "standards"
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
        _require_known(standard)
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
    try:
        mapping, _ = read_toml(path)
    except TomlTextError as error:
        raise StandardError(str(error)) from None
    return checked(parse_standard(mapping))


def _require_known(standard: Standard) -> None:
    """Raise `StandardError` for each rule of a layer that there is not: a slip of the pen.

    Only on adding: a standard stays readable where a kind of facility has been removed.
    """
    known = (*FACILITY_TYPES, *OTHER_LAYERS)
    faults = [
        f"rules[{number}].layer: is '{rule.layer}'; accepted: {', '.join(known)}"
        for number, rule in enumerate(standard.rules)
        if rule.layer is not None and rule.layer not in known
    ]
    if faults:
        raise StandardError(f"standard '{standard.id}':\n" + "\n".join(faults))


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
