"""Which layer types there are now: the fixed ones, the shipped kinds, and the planner's own.

`LAYER_TYPES` and `FACILITY_TYPES` are read-only mappings that always show what is installed: keep
neither their values nor what derives from them beyond one question.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from layers.catalogue.fixed import BOUNDARIES, FIXED_TYPES
from layers.catalogue.kinds import Kind, read_kind
from layers.catalogue.model import LayerType
from layers.errors import LayerError, UnknownLayerError
from layers.text import Text

SHIPPED_FOLDER = Path(__file__).parents[2] / "data" / "kinds"


class KindConflictError(LayerError):
    """Two kinds, or a kind and a layer, would have one name."""

    message = Text(
        "设施类型“{kind}”与已有的“{other}”重名：{name}",
        "the kind '{kind}' has a name that '{other}' has already: {name}",
    )


@dataclass(frozen=True)
class Installed:
    """The kinds and layer types of one moment; `stamp` changes when the planner's own do."""

    kinds: Mapping[str, Kind]
    types: Mapping[str, LayerType]
    stamp: object = None

    @property
    def own(self) -> tuple[Kind, ...]:
        """The kinds that are not shipped as they are."""
        shipped = shipped_kinds()
        return tuple(kind for kind in self.kinds.values() if shipped.get(kind.id) is not kind)


@cache
def shipped_kinds(folder: Path = SHIPPED_FOLDER) -> Mapping[str, Kind]:
    """Return the kinds of `data/kinds` by id, in their order.

    Raises
    ------
    KindError, KindConflictError
    """
    kinds = sorted(
        (read_kind(path) for path in folder.glob("*.toml")), key=lambda kind: (kind.order, kind.id)
    )
    return with_kinds({}, kinds)


def with_kinds(there: Mapping[str, Kind], more: Iterable[Kind]) -> dict[str, Kind]:
    """Return the kinds of `there` and `more`; one of the same id takes the place of the other.

    Raises
    ------
    KindConflictError
        A kind would have the id of a layer, or what is stored for another; or it would be stored
        elsewhere than the one whose place it takes.
    """
    found = dict(there)
    fixed = {layer.id for layer in FIXED_TYPES}
    for kind in more:
        if kind.id in fixed or kind.layer.kind in fixed:
            raise KindConflictError(kind=kind.id, other=kind.id, name=kind.id)
        before = found.get(kind.id)
        if before is not None and (before.layer.kind, before.layer.table) != (
            kind.layer.kind,
            kind.layer.table,
        ):
            raise KindConflictError(kind=kind.id, other=before.id, name=str(before.layer.kind))
        for other in found.values():
            if other.id != kind.id and {other.id, other.layer.kind} & {kind.id, kind.layer.kind}:
                raise KindConflictError(kind=kind.id, other=other.id, name=str(kind.layer.kind))
        found[kind.id] = kind
    return found


def _installed(kinds: Mapping[str, Kind], stamp: object = None) -> Installed:
    """Order the layer types: boundaries, facilities, then the rest."""
    first = [layer for layer in FIXED_TYPES if layer.group == BOUNDARIES]
    last = [layer for layer in FIXED_TYPES if layer.group != BOUNDARIES]
    ordered = sorted(kinds.values(), key=lambda kind: (kind.order, kind.id))
    layers = [*first, *(kind.layer for kind in ordered), *last]
    return Installed(
        {kind.id: kind for kind in ordered}, {layer.id: layer for layer in layers}, stamp
    )


_now = _installed(shipped_kinds())


def installed() -> Installed:
    """Return what is installed now."""
    return _now


def install(own: Iterable[Kind], *, stamp: object = None) -> Installed:
    """Have the shipped kinds and these; what was installed before is gone.

    Raises
    ------
    KindConflictError
        Nothing is changed.
    """
    global _now  # noqa: PLW0603 - one catalogue a process, exchanged as a whole
    _now = _installed(with_kinds(shipped_kinds(), own), stamp)
    return _now


class _Live(Mapping[str, LayerType]):
    """The installed layer types, or those of them that are chosen, at the moment of asking."""

    def __init__(self, chosen: Callable[[LayerType], bool]) -> None:
        self._chosen = chosen

    def __getitem__(self, identifier: str) -> LayerType:
        layer = _now.types[identifier]
        if not self._chosen(layer):
            raise KeyError(identifier)
        return layer

    def __iter__(self) -> Iterator[str]:
        return (name for name, layer in list(_now.types.items()) if self._chosen(layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<layer types: {', '.join(self)}>"


LAYER_TYPES: Mapping[str, LayerType] = _Live(lambda _: True)
FACILITY_TYPES: Mapping[str, LayerType] = _Live(lambda layer: layer.is_facility)


def layer_type(identifier: str) -> LayerType:
    """Return the layer type with this id, or raise `UnknownLayerError` naming the accepted ids."""
    try:
        return LAYER_TYPES[identifier]
    except KeyError:
        raise UnknownLayerError(layer=identifier, accepted=", ".join(LAYER_TYPES)) from None


class AmbiguousLayerError(UnknownLayerError):
    """More than one layer has this title or alias; `found` names them by their ids."""

    message = Text(
        "“{layer}”可以指 {found}；请写编号",
        "'{layer}' may be any of {found}; write the id",
    )


def layers_called(name: str) -> list[LayerType]:
    """Return the layer type with this id, else all that have it as a title or alias."""
    if name in LAYER_TYPES:
        return [LAYER_TYPES[name]]
    wanted = _folded(name)
    return [
        layer
        for layer in LAYER_TYPES.values()
        if wanted in {_folded(one) for one in (*layer.title, *layer.aliases)}
    ]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def layer_named(name: str) -> LayerType:
    """Return the layer type with this id, title or alias, as people write it in commands.

    Raises
    ------
    UnknownLayerError, AmbiguousLayerError
        Nothing is called so, or more than one.
    """
    found = layers_called(name)
    if len(found) > 1:
        raise AmbiguousLayerError(layer=name, found=", ".join(one.id for one in found))
    return found[0] if found else layer_type(name)


def shared_names(kind: Kind) -> dict[str, list[str]]:
    """Return the titles and aliases of a kind that layers of other ids have too, with those ids."""
    shared: dict[str, list[str]] = {}
    for name in dict.fromkeys((*kind.layer.title, *kind.layer.aliases)):
        wanted = _folded(name)
        others = [
            layer.id
            for layer in LAYER_TYPES.values()
            if layer.id != kind.id
            and wanted in {layer.id, *(_folded(one) for one in (*layer.title, *layer.aliases))}
        ]
        if others:
            shared[name] = others
    return shared
