"""Reading in a process of its own: what a hostile file does there stays there.

The child has bounds on memory and time, GDAL's allow-list, no proxies, and an environment of
a few names only. A crash, a time-out or a lack of memory becomes a `FileRefusedError`.
"""

import dataclasses
import json
import logging
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from layers.formats import gdal, transfer
from layers.formats.options import MEBIBYTE, Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import FileRefusedError
from layers.osm_tags import MARGIN

ROOT = Path(__file__).resolve().parents[2]
# a city of 400,000 people takes seconds, a province minutes
OSM_LIMITS = Limits(memory_bytes=4096 * MEBIBYTE, seconds=600)
# a country at 100 m takes seconds, a city at 1 m minutes
RASTER_LIMITS = Limits(file_bytes=2048 * MEBIBYTE, seconds=600)
_log = logging.getLogger(__name__)
_SHOWN = 2_000


def read_isolated(path: Path, options: ReadOptions | None = None) -> RawLayer:
    """Read a file of any accepted format in a child process.

    Raises
    ------
    FileRefusedError
        The reason in both languages; also when the child crashes or exceeds its bounds.
    """
    options = options or ReadOptions()
    name = options.name_of(path)
    given = dataclasses.asdict(options) | {"rename": {}, "where": {}, "display_name": name}
    with _folder() as folder:
        task = {"kind": "file", "path": str(path.resolve()), "options": given}
        outcome = _run(task, folder, name, options.limits)
        return RawLayer(
            transfer.load_frame(folder / "layer"),
            outcome["format"],
            outcome["encoding"],
            [transfer.problem_from_json(note) for note in outcome["notes"]],
        )


def read_osm_isolated(
    path: Path,
    boundary: BaseGeometry | None,
    *,
    margin: float = MARGIN,
    limits: Limits = OSM_LIMITS,
    name: str | None = None,
) -> dict[str, GeoDataFrame]:
    """Read an OpenStreetMap extract in a child process: see `layers.osm.read_osm`."""
    shown = name or path.name
    with _folder() as folder:
        packed = b"" if boundary is None else shapely.to_wkb(boundary)
        (folder / "boundary.wkb").write_bytes(packed)
        task = {"kind": "osm", "path": str(path.resolve()), "margin": margin, "name": shown}
        outcome = _run(task, folder, shown, limits)
        return {layer: transfer.load_frame(folder / layer) for layer in outcome["layers"]}


def store_raster_isolated(
    path: Path,
    goal: Path,
    *,
    kind: str,
    boundary: BaseGeometry,
    limits: Limits = RASTER_LIMITS,
) -> dict[str, Any]:
    """Check a raster and write it to `goal` in a child: see `layers.formats.geotiff`."""
    with _folder() as folder:
        (folder / "boundary.wkb").write_bytes(shapely.to_wkb(boundary))
        task = {
            "kind": "raster",
            "path": str(path.resolve()),
            "goal": str(goal.resolve()),
            "raster": kind,
            "limits": dataclasses.asdict(limits),
        }
        return _run(task, folder, path.name, limits)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shequ-read-") as folder:
        yield Path(folder)


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
        "http_proxy": f"http://{gdal.DEAD_PROXY}",
        "https_proxy": f"http://{gdal.DEAD_PROXY}",
        "PROJ_NETWORK": "OFF",
        **gdal.environment(),
    }


def _run(task: dict[str, Any], folder: Path, name: str, limits: Limits) -> dict[str, Any]:
    task |= {"memory_bytes": limits.memory_bytes, "seconds": limits.seconds}
    (folder / "task.json").write_text(json.dumps(task), "utf-8")
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a folder of our own
            [sys.executable, "-m", "layers.formats.child", str(folder)],
            env=environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefusedError(name, "time", limit=limits.seconds) from error
    report = folder / "outcome.json"
    if done.returncode or not report.exists():
        raise _failure(done, name, limits)
    outcome: dict[str, Any] = json.loads(report.read_text("utf-8"))
    if "refused" in outcome:
        values = transfer.values_from_json(outcome["values"])
        raise FileRefusedError(name, outcome["refused"], **values)
    return outcome


def _failure(done: "subprocess.CompletedProcess[bytes]", name: str, limits: Limits) -> Exception:
    """Return the error for a child that left no outcome; its last words go to the log only."""
    words = done.stderr[-_SHOWN:].decode("utf-8", "replace")
    _log.error("reader ended with %s: %s", done.returncode, words)
    if done.returncode == -signal.SIGXCPU:
        return FileRefusedError(name, "time", limit=limits.seconds)
    # a kill from outside is the system's answer to a lack of memory
    starved = done.returncode == -signal.SIGKILL
    if starved or b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr:
        return FileRefusedError(name, "memory", limit=limits.memory_bytes // MEBIBYTE)
    return FileRefusedError(name, "crashed")
