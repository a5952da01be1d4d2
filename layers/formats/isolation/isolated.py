"""Reading in a process of its own: what a hostile file does there stays there.

The child has bounds on memory and time that follow from the size of the file, GDAL's allow-list, no
proxies, and an environment of a few names only. A crash, a time-out or a lack of memory becomes a
`FileRefusedError`. What the child hands over is judged before it is loaded.
"""

import dataclasses
import json
import logging
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from layers.catalogue import installed
from layers.formats import gdal
from layers.formats.isolation import child_process, transfer
from layers.formats.options import MEBIBYTE, Limits, ReadOptions
from layers.formats.osm.tags import MARGIN
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.refusal import FileRefusedError, Refusal

ROOT = Path(__file__).resolve().parents[3]
CHILD = "layers.formats.isolation.child"
# a city of 400,000 people takes seconds, a province minutes
OSM_LIMITS = Limits(
    rows=10_000_000,
    cells=100_000_000,
    table_bytes=2048 * MEBIBYTE,
    file_bytes=2048 * MEBIBYTE,
    unpacked_bytes=2048 * MEBIBYTE,
    memory_bytes=4096 * MEBIBYTE,
    seconds=600,
    seconds_each_mebibyte=30,
)
# a country at 100 m takes seconds, a city at 1 m minutes
RASTER_LIMITS = Limits(
    file_bytes=2048 * MEBIBYTE, memory_bytes=1024 * MEBIBYTE, seconds=600, seconds_each_mebibyte=60
)
_log = logging.getLogger(__name__)
_SHOWN = 2_000
_OUTCOME_BYTES = 64 * MEBIBYTE


def read_isolated(path: Path, options: ReadOptions | None = None) -> RawLayer:
    """Read a file of any accepted format in a child process.

    Raises
    ------
    FileRefusedError
        The reason in both languages; also when the child crashes or exceeds its bounds.
    """
    options = options or ReadOptions()
    name, limits = options.name_of(path), sized(options.limits, path)
    with owned_folder() as folder:
        task = {"kind": "file"} | reading(options, name)
        outcome = run(task, folder, path=path, name=name, limits=limits)
        return RawLayer(
            load(folder / "layer", name, limits),
            outcome["format"],
            outcome["encoding"],
            [transfer.problem_from_json(note) for note in outcome["notes"]],
            None if outcome["numbers"] is None else np.array(outcome["numbers"], dtype=np.int64),
            outcome["heading_row"],
            outcome["short"],
        )


def reading(options: ReadOptions, name: str) -> dict[str, Any]:
    """Return the part of a task that says how to read: the options but for the limits."""
    given = {
        one.name: getattr(options, one.name)
        for one in dataclasses.fields(options)
        if one.name != "limits"
    }
    return {"options": given | {"display_name": name}}


def read_osm_isolated(
    path: Path,
    boundary: BaseGeometry | None,
    *,
    margin: float = MARGIN,
    limits: Limits = OSM_LIMITS,
    name: str | None = None,
) -> dict[str, GeoDataFrame]:
    """Read an OpenStreetMap extract in a child process: see `layers.formats.osm.extract`."""
    shown, limits = name or path.name, sized(limits, path)
    with owned_folder() as folder:
        save_boundary(boundary, folder)
        task = {"kind": "osm", "margin": margin, "name": shown}
        outcome = run(task, folder, path=path, name=shown, limits=limits)
        return {layer: load(folder / layer, shown, limits) for layer in outcome["layers"]}


def store_raster_isolated(
    path: Path,
    goal: Path,
    *,
    kind: str,
    boundary: BaseGeometry,
    limits: Limits = RASTER_LIMITS,
) -> dict[str, Any]:
    """Check a raster and write it to `goal` in a child: see `layers.formats.raster.geotiff`.

    The child writes into a temporary folder beside `goal`, which appears only when it is complete.
    """
    with owned_folder(goal.resolve().parent) as folder:
        save_boundary(boundary, folder)
        task = {"kind": "raster", "raster": kind}
        given = sized(limits, path)
        outcome = run(task, folder, path=path, name=path.name, limits=given)
        os.chown(folder / "raster.tif", os.geteuid(), os.getegid())  # root's child is nobody
        (folder / "raster.tif").replace(goal)
        return outcome


def save_boundary(boundary: BaseGeometry | None, folder: Path) -> None:
    """Write the boundary where the child looks for it; an empty file stands for none."""
    packed = b"" if boundary is None else shapely.to_wkb(boundary)
    (folder / "boundary.wkb").write_bytes(packed)


def load(folder: Path, name: str, limits: Limits) -> GeoDataFrame:
    """Return a frame that the child wrote; refuse the file when it is larger than it may be."""
    try:
        return transfer.load_frame(folder, limits)
    except Refusal as refusal:
        raise FileRefusedError(name, refusal.code, **refusal.values) from refusal


def sized(limits: Limits, path: Path, beside: int = 0) -> Limits:
    """Return the limits of a file of this size; `beside` are bytes that the child gets with it."""
    size = path.stat().st_size if path.is_file() else 0
    return limits.for_size(size + beside)


def environment(folder: Path) -> dict[str, str]:
    """Return the whole environment of the child: nothing of ours is handed on."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "CPL_TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONFAULTHANDLER": "1",
        # one thread: each more would reserve address space and gain nothing here
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # memory that is given back when it is free, and counted as it is used
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "http_proxy": f"http://{gdal.DEAD_PROXY}",
        "https_proxy": f"http://{gdal.DEAD_PROXY}",
        "PROJ_NETWORK": "OFF",
        **gdal.environment(),
    }


def run(
    task: dict[str, Any],
    folder: Path,
    *,
    path: Path,
    name: str,
    limits: Limits,
) -> dict[str, Any]:
    """Have a child carry out a task with a file, and return the outcome that it wrote.

    Raises
    ------
    FileRefusedError
        The child refused the file, ended abnormally, or exceeded its bounds.
    """
    task |= {
        "path": str(path.resolve()),
        "limits": dataclasses.asdict(limits),
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
        "kinds": [kind.text for kind in installed().own],
    }
    (folder / "task.json").write_text(json.dumps(task), "utf-8")
    ended = child_process.run(
        CHILD, folder, environment=environment(folder), seconds=limits.deadline
    )
    report = folder / "outcome.json"
    if ended.returncode != 0 or not report.exists():
        raise _failure(ended, name, limits)
    # a link would have this process read, or publish, what the child could not
    linked = any(one.is_symlink() for one in folder.rglob("*"))
    if linked or report.stat().st_size > _OUTCOME_BYTES:
        raise FileRefusedError(name, "crashed")
    outcome: dict[str, Any] = json.loads(report.read_text("utf-8"))
    if "refused" in outcome:
        values = transfer.values_from_json(outcome["values"])
        raise FileRefusedError(name, outcome["refused"], **values)
    return outcome


def _failure(ended: child_process.Ended, name: str, limits: Limits) -> Exception:
    """Return the error for a child that left no outcome; its last words go to the log only."""
    words = ended.words[-_SHOWN:].decode("utf-8", "replace")
    _log.info("reader ended with %s: %r", ended.returncode, words)
    if ended.returncode in (None, -signal.SIGXCPU):
        return FileRefusedError(name, "time", limit=limits.seconds)
    # a kill from outside is the system's answer to a lack of memory
    starved = ended.returncode == -signal.SIGKILL
    if starved or b"MemoryError" in ended.words or b"bad_alloc" in ended.words:
        return FileRefusedError(name, "memory", limit=limits.memory_bytes // MEBIBYTE)
    return FileRefusedError(name, "crashed")
