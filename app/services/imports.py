"""Files into layers, for every door: the same reading, the same checks, one transaction."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from geopandas import GeoDataFrame
from sqlalchemy import Connection

from app.analyses.wanted_columns import lacking
from app.database import Database
from layers import store
from layers.catalogue import layer_type
from layers.formats.isolation.isolated import read_osm_isolated
from layers.formats.options import ReadOptions
from layers.intake import Intake, IntakeContext, examine_isolated
from layers.problems import Problem
from layers.store.layers import LayerStatus
from layers.text import visible

COINCIDING = {"streets": "communities", "communities": "streets"}
"""What a layer that is still empty should lie upon: outlines of communities run along streets."""


@dataclass(frozen=True)
class Target:
    """Where a file goes: the area, the layer, whether what is there goes first, and who says so."""

    slug: str
    layer: str
    replace: bool = False
    actor: str = ""


def examine_file(database: Database, target: Target, path: Path, options: ReadOptions) -> Intake:
    """Read and check a file against the area it is for; nothing is written."""
    kind = layer_type(target.layer)
    with database.begin() as connection:
        context = _context(connection, target)
        held = {one.layer: one.feature_count for one in store.list_layers(connection, target.slug)}
    intake = examine_isolated(path, kind, context, options)
    if intake.refused:
        return intake
    adds = held.get(target.layer, 0) > 0 and not target.replace
    told = lacking(
        intake.frame,
        kind,
        database.standards.all().values(),
        area=target.slug,
        way="append" if adds else "replace",
    )
    return replace(intake, problems=(*intake.problems, *told))


def store_file(database: Database, target: Target, intake: Intake, source: str) -> LayerStatus:
    """Store what `examine_file` found, all or nothing.

    Raises
    ------
    RefusedError
        The file has errors; its `problems` list them.
    """
    frame = intake.accept()
    with database.begin() as connection:
        return store.write_layer(
            connection,
            target.slug,
            target.layer,
            frame,
            replace=target.replace,
            actor=target.actor,
            source=source,
        )


@dataclass(frozen=True)
class OsmImport:
    """What an extract was stored as, and by layer what analyses need and its rows lack."""

    statuses: list[LayerStatus]
    problems: dict[str, list[Problem]] = field(default_factory=dict)


def import_osm(
    database: Database, slug: str, path: Path, *, actor: str, replace: bool
) -> OsmImport:
    """Read an OpenStreetMap extract into the layers of an area, all of them or none."""
    with database.begin() as connection:
        boundary = store.read_area(connection, slug).boundary
    frames = read_osm_isolated(path, boundary)
    source = describe_source(path)
    with database.begin() as connection:
        statuses = [
            store.write_layer(
                connection, slug, layer, frame, replace=replace, actor=actor, source=source
            )
            for layer, frame in frames.items()
            if len(frame)
        ]
    known = database.standards.all().values()
    told = {
        one.layer: lacking(
            frames[one.layer], layer_type(one.layer), known, area=slug, way="extract"
        )
        for one in statuses
    }
    return OsmImport(statuses, told)


def describe_source(path: Path, name: str | None = None) -> str:
    """Return the name of a file and the hash of its bytes: what the history keeps of it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{visible(name or path.name)} sha256:{digest}"


def _context(connection: Connection, target: Target) -> IntakeContext:
    area = store.read_area(connection, target.slug)
    existing, goes = _lain_upon(connection, target)
    named = store.read_layer(connection, target.slug, "communities")
    return IntakeContext(
        boundary=area.boundary,
        crs=area.crs,
        existing=existing,
        existing_goes=goes,
        community_names=frozenset(name for name in named["name"] if isinstance(name, str)),
    )


def _lain_upon(connection: Connection, target: Target) -> tuple[GeoDataFrame | None, bool]:
    """Return the rows that the file should lie upon, None for none, and whether they go.

    A layer that the file goes in the place of may go for the very reason that it lies wrong: where
    another layer coincides, that one is the evidence.
    """
    beside = list(filter(None, [COINCIDING.get(target.layer)]))
    order = [*beside, target.layer] if target.replace else [target.layer, *beside]
    for layer in order:
        found = store.read_layer(connection, target.slug, layer)
        if len(found):
            return found, target.replace and layer == target.layer
    return None, False
