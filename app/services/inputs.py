"""The layers of one area at one moment, read when asked for and kept while their version holds."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Select, bindparam, literal_column, select, union_all

from app.analyses.ground.cost import Sizes, read_sizes
from app.cache import Cache
from app.services.memory import SMALL, shape_bytes, size_of
from app.standards import Standards
from layers import store
from layers.catalogue import LAYER_TYPES, installed
from layers.crs import LONLAT, to_metric, transform_geometries
from layers.postgis.tables import areas, layers, rasters
from layers.store.area_versions import read_area_at
from layers.store.layers import LayerStatus
from layers.store.rasters import KINDS, MissingRasterError, Raster, raster_layer, read_raster
from layers.store.versions import fingerprint_at, read_layer_at
from spatial.standards.parser import Standard

if TYPE_CHECKING:
    from layers.store.layers import Area

T = TypeVar("T")
AREA = "area"
STREETS = "streets"


@dataclass(frozen=True)
class State:
    """The versions of the layers of an area at one moment; `key` changes with the area itself.

    `versions` are those to compute from, `newest` those that the layers have come to; `area` is the
    version of the area itself, None for the newest.
    """

    slug: str
    key: str
    versions: dict[str, int]
    newest: dict[str, int]
    area: int | None = None


def input_names() -> tuple[str, ...]:
    """Return what receipts and versions name beside the `AREA` itself: the layers, the rasters."""
    return (*LAYER_TYPES, *(raster_layer(kind) for kind in KINDS))


def _state_query() -> Select[Any]:
    raster = (rasters.c.kind + "_raster").label("layer")
    versions_of = union_all(
        select(layers.c.area_id, layers.c.layer, layers.c.version),
        select(rasters.c.area_id, raster, rasters.c.version),
    ).subquery()
    return (
        select(
            areas.c.id,
            literal_column("areas.xmin::text").label("written"),
            areas.c.version.label("area"),
            versions_of.c.layer,
            versions_of.c.version,
        )
        .outerjoin_from(areas, versions_of, versions_of.c.area_id == areas.c.id)
        .where(areas.c.slug == bindparam("slug"))
    )


STATE = _state_query()
"""Built once: it is asked with every request, and building it takes longer than answering it."""


def read_state(
    connection: Connection, slug: str, *, versions: Mapping[str, int] | None = None
) -> State:
    """Read in one statement whether anything about an area has changed.

    `versions` names layers, rasters and `AREA` where they are wanted as at an earlier version.

    `xmin` is the transaction that wrote the row of the area: an area that was made anew under the
    same name, or whose boundary somebody moved, is not the one that was kept.
    """
    rows = connection.execute(STATE, {"slug": slug}).all()
    if not rows:
        store.read_area(connection, slug)  # raises, naming the areas there are
    found = {row.layer: row.version for row in rows}
    newest = {layer: found.get(layer, 0) for layer in input_names()}
    wanted = newest | dict(versions or {})
    version = wanted.pop(AREA, None)
    if version in {None, rows[0].area}:
        return State(slug, f"{rows[0].id}-{rows[0].written}{_own_kinds()}", wanted, newest)
    return State(slug, f"{rows[0].id}-version {version}{_own_kinds()}", wanted, newest, version)


def _with_streets(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the layers behind what is derived from `names`: entrances lie where streets meet."""
    kinds = (LAYER_TYPES[name] for name in names if name in LAYER_TYPES)
    entered = any(kind.distance == "entrances" for kind in kinds)
    return (*names, STREETS) if entered and STREETS not in names else names


def _own_kinds() -> str:
    """Return what tells apart what was kept under other kinds of one's own; usually nothing."""
    now = installed()
    return "".join(f"-{kind.id} {kind.sha256[:12]}" for kind in now.own)


def sizes_of(connection: Connection, state: State, cache: Cache) -> Sizes:
    """Return the sizes of an area, read once while nothing about it changes.

    Requests that come at once wait for the first: each reading counts every feature.
    """
    key = ("sizes", state.slug, state.key, tuple(state.newest.items()))
    with cache.alone(key):
        found: Sizes | None = cache.get(key)
        if found is None:
            found = read_sizes(connection, state.slug)
            cache.put(key, found, size=size_of(found))
    return found


class StoredLayers:
    """An area and its layers as stored, at the versions of a state; rasters lie in `folder`."""

    def __init__(self, connection: Connection, state: State, folder: Path | None) -> None:
        self._connection = connection
        self._state = state
        self._folder = folder

    def area(self) -> "Area":
        """Return the area."""
        slug, version = self._state.slug, self._state.area
        if version is None:
            return store.read_area(self._connection, slug)
        return read_area_at(self._connection, slug, version)

    def layer(self, layer: str) -> GeoDataFrame:
        """Return a layer in EPSG:4326."""
        version = self._state.versions.get(layer, 0)
        if version == self._state.newest.get(layer, 0):
            return store.read_layer(self._connection, self._state.slug, layer)
        return read_layer_at(self._connection, self._state.slug, layer, version)

    def raster(self, kind: str) -> Raster | None:
        """Return the raster of this kind, or None.

        Raises
        ------
        UnknownVersionError, PrunedRasterError, MissingRasterError
            A version of it is wanted that never was or was removed; its file is gone.
        """
        version = self._state.versions.get(raster_layer(kind), 0)
        if not version or self._folder is None:
            return None
        found = self._raster(kind, version, self._folder)
        if found is not None and not found.path.exists():
            raise MissingRasterError(area=self._state.slug, kind=kind)
        return found

    def statuses(self) -> dict[str, LayerStatus]:
        """Return the status of every layer and raster, each hashed."""
        found = store.list_layers(self._connection, self._state.slug)
        layers = {status.layer: self._hashed(status) for status in found}
        return layers | {raster_layer(kind): self._raster_status(kind) for kind in KINDS}

    def _raster(self, kind: str, version: int, folder: Path) -> Raster | None:
        slug = self._state.slug
        return read_raster(self._connection, slug, kind, folder=folder, version=version)

    def _raster_status(self, kind: str) -> LayerStatus:
        layer = raster_layer(kind)
        version = self._state.versions.get(layer, 0)
        found = self._raster(kind, version, self._folder or Path())
        if found is None:
            return LayerStatus(layer, version, 0, None, None, "", "")
        return LayerStatus(
            layer, version, found.cells, found.sha256, found.updated_at, found.updated_by,
            found.source,
        )  # fmt: skip

    def _hashed(self, status: LayerStatus) -> LayerStatus:
        slug, layer = self._state.slug, status.layer
        version = self._state.versions[layer]
        if version != status.version:
            digest, features = fingerprint_at(self._connection, slug, layer, version)
            return replace(status, version=version, feature_count=features, sha256=digest)
        if status.sha256 or not version:
            return status
        return replace(status, sha256=store.fingerprint(self._connection, slug, layer))


class StoredInputs:
    """What an analysis reads; `used` and `cited` list the layers and standards it asked for."""

    kind = "communities"

    def __init__(
        self,
        connection: Connection,
        state: State,
        *,
        cache: Cache,
        standards: Standards,
        rasters: Path | None = None,
    ) -> None:
        self.used: dict[str, None] = {}
        self.cited: dict[str, None] = {}
        self._stored = StoredLayers(connection, state, rasters)
        self._state = state
        self._cache = cache
        self._standards = standards
        self.area: Area = self.kept("area", (), self._stored.area)

    def holds(self, layer: str) -> bool:
        """Say whether the layer has any feature; that it has none is an input too."""
        self.used[layer] = None
        return self._state.versions.get(layer, 0) > 0 and len(self.lonlat(layer)) > 0

    def lonlat(self, layer: str) -> GeoDataFrame:
        """Return the layer as stored, EPSG:4326; not to be changed."""
        self.used[layer] = None
        return self.kept("lonlat", (layer,), lambda: self._stored.layer(layer))

    def metric(self, layer: str) -> GeoDataFrame:
        """Return the layer in the metric CRS of the area; not to be changed."""
        self.used[layer] = None
        # Its columns are those of the stored layer: only the shapes are new.
        return self.kept(
            "metric",
            (layer,),
            lambda: to_metric(self.lonlat(layer), self.area.crs),
            size=lambda frame: SMALL + shape_bytes(frame.geometry),
        )

    def raster(self, kind: str) -> Raster | None:
        """Return the raster of this kind, or None; that there is none is an input too.

        Raises
        ------
        UnknownVersionError, PrunedRasterError, MissingRasterError
            A version of it is wanted that never was or was removed; its file is gone.
        """
        self.used[raster_layer(kind)] = None
        return self._stored.raster(kind)

    def boundary(self) -> BaseGeometry:
        """Return the boundary of the area in its metric CRS."""
        return self.kept("boundary", (), lambda: self._project(self.area.boundary))

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a point in the metric CRS of the area."""
        ((x, y),) = shapely.get_coordinates(self._project(Point(lon, lat)))
        return float(x), float(y)

    def standing(self, _population: str) -> None:
        """Return None: communities state their people or have them counted."""

    def standard(self, identifier: str) -> Standard:
        """Return a planning standard; unknown ones are refused naming what there is."""
        self.cited[identifier] = None
        return self._standards.get(identifier)

    def digest(self, identifier: str) -> str:
        """Return the hash of a standard."""
        return self._standards.digest(identifier)

    def statuses(self) -> dict[str, LayerStatus]:
        """Return the status of every layer at the version that is computed from, each hashed."""
        return self.kept("statuses", input_names(), self._stored.statuses)

    def version(self, layer: str) -> int:
        """Return the version of a layer that is computed from; 0 when it was never written."""
        return self._state.versions.get(layer, 0)

    def kept(
        self,
        name: str,
        names: tuple[str, ...],
        make: Callable[[], T],
        *,
        size: Callable[[T], int] = size_of,
    ) -> T:
        """Return what `make` derives from the layers `names`, made once for their versions.

        `size` says how many bytes it takes.
        """
        behind = _with_streets(names)
        versions = tuple(self._state.versions.get(layer, 0) for layer in behind)
        key = (name, self._state.slug, self._state.key, names, versions)
        found: T | None = self._cache.get(key)
        if found is None:
            found = make()
            self._cache.put(key, found, size=size(found))
        self.used |= dict.fromkeys(behind)
        return found

    def traced(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives, made once while no layer changes.

        For what finds out only on its way which layers it needs: those that it used are noted again
        whenever what was kept is returned.
        """
        versions = tuple(self._state.versions.items())
        key = ("traced", name, self._state.slug, self._state.key, versions)
        found: tuple[T, dict[str, None]] | None = self._cache.get(key)
        if found is None:
            before, self.used = self.used, {}
            try:
                value = make()
            finally:
                used, self.used = self.used, before | self.used
            found = (value, used)
            self._cache.put(key, found, size=size_of(value))
        self.used |= found[1]
        return found[0]

    def _project(self, shape: BaseGeometry) -> BaseGeometry:
        source, target = crs_of(LONLAT), crs_of(self.area.crs)
        moved: BaseGeometry = transform_geometries(np.array([shape]), source, target)[0]
        return moved


@cache
def crs_of(text: str) -> CRS:
    """Return a coordinate system, read once."""
    return CRS.from_user_input(text)
