"""Planning standards: those of `data/standards` and the planner's own, read when they change."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from app.config import ROOT
from app.params import Parameters, accepted_values, refuse
from app.problems.standard_texts import ToldStandardError, in_both
from layers.catalogue import FACILITY_TYPES, LAYER_TYPES
from layers.text import Text
from layers.titles import ACCEPTED_TITLE, LONGEST_TITLE, title_fault
from layers.toml_text import LARGEST_FILE, TomlTextError, read_toml
from spatial.errors import StandardError
from spatial.rules import OTHER_LAYERS, Rule, Standard
from spatial.standards import parse_standard

SHIPPED = ROOT / "data" / "standards"
NO_CONTROLS = Text(
    "可用：不含控制字符的一行文字", "accepted: text of one line without control characters"
)


@dataclass(frozen=True)
class Suited:
    """Marks a parameter `standard`: `judges` says whether a standard has a rule for the question.

    Forms, help and the description of the API offer only those, and no other is accepted.
    """

    judges: Callable[[Standard], bool]


def suited(model: type[Parameters], known: Mapping[str, Standard]) -> dict[str, Standard]:
    """Return the standards, by their ids, that can answer what parameters of a model ask."""
    info = model.model_fields.get("standard")
    marks = [one for one in (info.metadata if info else ()) if isinstance(one, Suited)]
    return {name: one for name, one in known.items() if all(mark.judges(one) for mark in marks)}


def require_suited(parameters: Parameters, known: Mapping[str, Standard]) -> None:
    """Refuse a standard that there is not, or that has no rule for what is asked."""
    wanted = getattr(parameters, "standard", None)
    fitting = suited(type(parameters), known)
    if wanted is not None and wanted not in fitting:
        raise refuse("standard", wanted, accepted_values(fitting))


class Standards:
    """The standards of two folders; a planner's own file replaces a shipped one of its name."""

    def __init__(self, own: Path, shipped: Path = SHIPPED) -> None:
        self.folders = (shipped, own)
        self.own = own
        self._lock = Lock()
        self._stamp: tuple[tuple[str, int], ...] | None = None
        self._loaded: dict[str, Standard] = {}
        self._digests: dict[str, str] = {}
        self._files: dict[str, Path] = {}

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
                self._files = {standard.id: path for standard, path in read}
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
        standard = check_standard(path)
        self.own.mkdir(parents=True, exist_ok=True)
        (self.own / f"{standard.id}.toml").write_bytes(path.read_bytes())
        return standard

    def text(self, identifier: str) -> str:
        """Return the file of a standard as it is."""
        self.get(identifier)
        return self._files[identifier].read_text(encoding="utf-8-sig")

    def remove(self, identifier: str) -> bool:
        """Remove a standard of one's own; say whether a shipped one of its id is back.

        Raises
        ------
        ParameterError
            There is none of this id among one's own.
        """
        own = [name for name, path in self._all_files().items() if path.parent == self.own]
        if identifier not in own:
            raise refuse("standard", identifier, accepted_values(own or ["-"]))
        self._files[identifier].unlink()
        return identifier in self.all()

    def _all_files(self) -> dict[str, Path]:
        self.all()
        return self._files


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
        raise ToldStandardError(error.told) from None
    try:
        return checked(parse_standard(mapping))
    except ToldStandardError:
        raise
    except StandardError as error:
        raise ToldStandardError(in_both(str(error))) from None


def check_standard(path: Path) -> Standard:
    """Read a file that is to be added: its layers and grades have to be there as well.

    Reading one that was added does not ask for them: it stays readable where a kind of facility
    has been removed.

    Raises
    ------
    StandardError
        As `read_standard`, and for each rule of a layer that there is not, or of grades that the
        kind does not list.
    """
    standard = read_standard(path)
    faults = list(_unknown(standard))
    if faults:
        head = f"standard '{standard.id}':"
        raise ToldStandardError(in_both("\n".join([head, *faults])))
    return standard


def _unknown(standard: Standard) -> Iterator[str]:
    known = (*FACILITY_TYPES, *OTHER_LAYERS)
    for number, rule in enumerate(standard.rules):
        if rule.layer is None:
            continue
        if rule.layer not in known:
            yield f"rules[{number}].layer: is {rule.layer!r}; accepted: {', '.join(known)}"
            continue
        column = LAYER_TYPES[rule.layer].column("grade")
        grades = column.choices if column is not None else {}
        yield from (
            f"rules[{number}].grades[{at}]: is {grade!r}; accepted: {', '.join(grades)}"
            for at, grade in enumerate(rule.grades)
            if grades and grade not in grades
        )


def checked(standard: Standard) -> Standard:
    """Return a standard whose texts can be shown and stored.

    Raises
    ------
    StandardError
        Lists each title that is too long and each text that holds control characters.
    """
    faults = [
        (path, fault, ACCEPTED_TITLE if "title" in path else NO_CONTROLS)
        for path, text in _texts(asdict(standard))
        if (fault := title_fault(text, most=LONGEST_TITLE if "title" in path else LARGEST_FILE))
    ]
    if faults:
        head = in_both(f"standard '{standard.id}':")
        zh = [f"{path}：{fault.zh}；{accepted.zh}" for path, fault, accepted in faults]
        en = [f"{path}: {fault.en}; {accepted.en}" for path, fault, accepted in faults]
        raise ToldStandardError(Text("\n".join([head.zh, *zh]), "\n".join([head.en, *en])))
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


def judges_anything(standard: Standard) -> bool:
    """Say whether a standard has a rule that is measured at all."""
    return any(rule.measure != "unavailable" for rule in standard.rules)


def judges_reach(standard: Standard) -> bool:
    """Say whether a standard gives a service radius for any facility, or for green spaces."""
    return any(reach_rules(standard, layer) for layer in (*FACILITY_TYPES, "green_spaces"))


def judges_share(standard: Standard) -> bool:
    """Say whether a standard asks for a share of people served by any kind of facility."""
    return any(share_rules(standard, layer) for layer in FACILITY_TYPES)


def share_rules(standard: Standard, facility: str) -> list[Rule]:
    """Return the rules that ask for a share of people served by a kind of facility."""
    return [
        rule
        for rule in reach_rules(standard, facility)
        if rule.measure == "coverage" and rule.required is not None
    ]


def reach_rules(standard: Standard, facility: str) -> list[Rule]:
    """Return the rules that give a straight-line service radius for a kind of facility."""
    return [
        rule
        for rule in standard.rules
        if rule.layer == facility and rule.radius_m is not None and rule.metric != "walking"
    ]
