"""The inputs of a receipt beside what there is now: which changed, and how each is given back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from app.database import Database
from app.problems.errors import ReceiptError
from app.services.inputs import AREA, input_names
from app.services.receipts import SOFTWARE, VERSION, area_digest, facts_digest
from app.services.stated_standards import Given, changed_values, restored, stated
from layers import store
from layers.errors import PrunedVersionError, UnknownVersionError
from layers.store.area_versions import list_area_versions, list_pruned_area_versions
from layers.store.layers import Area
from layers.store.raster_versions import list_versions
from layers.store.rasters import KINDS, raster_layer
from layers.store.versions import fingerprint_at
from layers.text import Text

State = Literal["unchanged", "changed", "altered", "lost"]
STATES: dict[State, Text] = {
    "unchanged": Text("与当时相同", "as it was"),
    "changed": Text(
        "此后有修改；已取回当时的内容", "changed since; what it was then was given back"
    ),
    "altered": Text("与当时不同，且无法取回", "not what it was, and not to be given back"),
    "lost": Text("已不存在", "no longer there"),
}
RASTERS = {raster_layer(kind): kind for kind in KINDS}
MOST_STANDARDS = 20
Changes = list[dict[str, Any]]


@dataclass(frozen=True)
class RecordedInput:
    """One input of a result: what the receipt recorded, what there is now, and how they compare.

    `changes` names what differs where that is known: the rule, the field, and both values.
    """

    name: str
    state: State
    recorded: str
    found: str
    changes: Changes = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether the result can be computed from what it was computed from."""
        return self.state in {"unchanged", "changed"}


@dataclass
class Comparison:
    """Every input compared; `versions` and `given` are what to compute from (`services.run`)."""

    inputs: list[RecordedInput] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)

    def add(self, one: RecordedInput, layer: str = "", version: int | None = None) -> None:
        """Note an input, and the version to take it at where that is not the newest."""
        self.inputs.append(one)
        if version is not None:
            self.versions[layer] = version


def compare(connection: Connection, database: Database, receipt: Mapping[str, Any]) -> Comparison:
    """Compare every input of a receipt with what it was.

    Raises
    ------
    ReceiptError
        The receipt names what no result names.
    UnknownAreaError
        There is no such area any more.
    """
    slug = receipt["area"]
    found = Comparison()
    found.add(*_area(connection, slug, receipt))
    named: set[str] = set()
    for entry in receipt["layers"]:
        layer, version, recorded = _layer_entry(entry)
        if layer in named:
            raise ReceiptError(reason=Text(f"图层“{layer}”出现两次", f"the layer '{layer}' twice"))
        named.add(layer)
        if layer in RASTERS:
            folder = database.rasters
            raster = Recorded(slug, RASTERS[layer], version, recorded)
            one, usable = _raster(connection, raster, folder)
        else:
            one, usable = _layer(connection, Recorded(slug, layer, version, recorded))
        found.add(one, layer, usable)
    _compare_standards(database, receipt, found)
    software = f"{receipt.get('software')} {receipt.get('software_version')}"
    found.add(_judged("software", software, f"{SOFTWARE} {VERSION}"))
    return found


@dataclass(frozen=True)
class Recorded:
    """A layer or a kind of raster of an area as a receipt names it."""

    slug: str
    name: str
    version: int
    sha256: str | None

    @property
    def told(self) -> str:
        """The version and the beginning of the hash."""
        return f"v{self.version} {_short(self.sha256)}"


def _area(
    connection: Connection, slug: str, receipt: Mapping[str, Any]
) -> tuple[RecordedInput, str, int | None]:
    """Compare boundary, coordinate system, title and figures; find the version that had them."""
    recorded, facts = receipt.get("area_sha256"), receipt.get("area_facts_sha256")
    now = store.read_area(connection, slug)

    def same(area: Area) -> bool:
        return area_digest(area) == recorded and (facts is None or facts == facts_digest(area))

    version = receipt.get("area_version")
    told = f"v{version} {_short(recorded)}" if isinstance(version, int) else _short(recorded)
    found = f"v{now.version} {_short(area_digest(now))}"
    if same(now):
        return RecordedInput(AREA, "unchanged", told, found), AREA, None
    kept = [one.area for one in list_area_versions(connection, slug) if same(one.area)]
    if not kept:
        # What cannot be compared any more is not said to differ.
        gone = {one.version: one for one in list_pruned_area_versions(connection, slug)}
        if version in gone:
            pruned = f"v{version} pruned {gone[version].pruned_at:%Y-%m-%d}; now {found}"
            return RecordedInput(AREA, "lost", told, pruned), AREA, None
        return RecordedInput(AREA, "altered", told, found), AREA, None
    then = kept[0]
    return RecordedInput(AREA, "changed", told, found, _area_changes(then, now)), AREA, then.version


def _area_changes(then: Area, now: Area) -> Changes:
    rows = [
        ("title", then.title.zh, now.title.zh),
        ("crs", then.crs, now.crs),
        ("boundary", _extent(then), _extent(now)),
        *(
            (f"figures.{name}", then.figures.get(name), now.figures.get(name))
            for name in dict.fromkeys((*then.figures, *now.figures))
        ),
    ]
    differ = [(name, old, new) for name, old, new in rows if old != new]
    if area_digest(then) != area_digest(now) and not {"crs", "boundary"} & {n for n, *_ in differ}:
        differ.append(("boundary", _extent(then), _extent(now)))
    return [{"field": name, "recorded": old, "found": new} for name, old, new in differ]


def _extent(area: Area) -> str:
    return ", ".join(f"{value:.7f}" for value in area.boundary.bounds)


def _layer_entry(entry: Any) -> tuple[str, int, str | None]:
    # Not isinstance: true and false are whole numbers to it.
    if not isinstance(entry, dict) or type(entry.get("version")) is not int:
        raise ReceiptError(reason=Text("某图层没有版本号", "a layer without a version"))
    if entry.get("layer") not in input_names():
        name = entry.get("layer")
        raise ReceiptError(reason=Text(f"没有图层“{name}”", f"no layer is called '{name}'"))
    return str(entry["layer"]), entry["version"], entry.get("sha256")


def _layer(connection: Connection, then: Recorded) -> tuple[RecordedInput, int | None]:
    """Compare one layer; return also the version to compute from, None for the newest."""
    name, slug, layer = f"layer {then.name}", then.slug, then.name
    newest = store.layer_status(connection, slug, layer).version
    digest = store.fingerprint(connection, slug, layer) if newest else None
    now = f"v{newest} {_short(digest)}"
    if digest == then.sha256:
        return RecordedInput(name, "unchanged", then.told, now), None
    try:
        kept, _ = fingerprint_at(connection, slug, layer, then.version)
    except PrunedVersionError as error:
        gone = f"v{then.version} pruned {error.details['day']}; now {now}"
        return RecordedInput(name, "lost", then.told, gone), None
    except UnknownVersionError:
        return RecordedInput(name, "lost", then.told, now), None
    # A layer without a version has no hash: it was empty, and can be empty again.
    if kept == then.sha256 or (then.sha256 is None and then.version == 0):
        return RecordedInput(name, "changed", then.told, now), then.version
    return RecordedInput(
        name, "altered", then.told, f"v{then.version} {_short(kept)}"
    ), then.version


def _raster(
    connection: Connection, then: Recorded, folder: Path
) -> tuple[RecordedInput, int | None]:
    """Compare one raster as `_layer` does a layer."""
    name = f"raster {then.name}"
    versions = list_versions(connection, then.slug, folder=folder, kind=then.name)
    now = versions[0] if versions else None
    found = f"v{now.version if now else 0} {_short(now.sha256 if now else None)}"
    if then.sha256 is None:
        # There was none: it can be left out again.
        there = now is not None and now.state != "none"
        return RecordedInput(name, "changed" if there else "unchanged", then.told, found), 0
    same = [one for one in versions if one.sha256 == then.sha256]
    readable = [one.version for one in same if one.size is not None]
    if readable:
        newest = now is not None and readable[0] == now.version
        state: State = "unchanged" if newest else "changed"
        return RecordedInput(name, state, then.told, found), readable[0]
    for one in same:
        gone = f"pruned {one.pruned_at:%Y-%m-%d}" if one.pruned_at else "file is missing"
        return RecordedInput(name, "lost", then.told, f"v{one.version} {gone}; now {found}"), None
    there = now is not None and now.state != "none"
    return RecordedInput(name, "altered" if there else "lost", then.told, found), None


def _compare_standards(database: Database, receipt: Mapping[str, Any], found: Comparison) -> None:
    """Compare each standard by the hash of its file; take one that changed from the receipt."""
    entries, rules = receipt.get("standards") or [], receipt.get("rules")
    if not isinstance(entries, list) or len(entries) > MOST_STANDARDS:
        zh, en = f"标准超过 {MOST_STANDARDS} 个", f"more than {MOST_STANDARDS} standards"
        raise ReceiptError(reason=Text(zh, en))
    known = database.standards.all()
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise ReceiptError(reason=Text("某标准没有名称", "a standard without a name"))
        name, recorded = str(entry.get("standard")), entry.get("sha256")
        now = database.standards.digest(name) if name in known else None
        label = f"standard {name}"
        held = rules.get(name) if isinstance(rules, Mapping) else None
        if now == recorded or held is None:
            found.add(_judged(label, recorded, now))
            continue
        then = restored(held)
        if then.id != name:
            zh = f"标准“{name}”所附为“{then.id}”的规则"
            raise ReceiptError(reason=Text(zh, f"rules of '{then.id}' for standard '{name}'"))
        found.given[name] = Given(then, str(recorded))
        present = stated(known[name]) if now else {}
        changes = changed_values(stated(then), present) if now else []
        found.add(RecordedInput(label, "changed", _short(recorded), _short(now), changes))


def _judged(name: str, recorded: Any, found: str | None) -> RecordedInput:
    if found is None:
        return RecordedInput(name, "lost", _short(recorded), "-")
    state: State = "unchanged" if found == recorded else "altered"
    return RecordedInput(name, state, _short(recorded), _short(found))


def _short(digest: Any) -> str:
    return str(digest)[:12] if digest else "-"
