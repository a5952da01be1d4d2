"""The reading process: `python -m layers.formats.isolation.child FOLDER PARENT`.

It ends with the process PARENT that asked for it. Limits are set before anything large is imported.
The task is `FOLDER/task.json`; the outcome is `FOLDER/outcome.json` and frames beside it. Nothing
is printed for users.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.formats.isolation import landlock

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.formats.options import Limits, ReadOptions
    from layers.formats.raw import RawLayer

# of a layer that is there, which an extract of OpenStreetMap may have made
_EXISTING_ROWS = 10_000_000
_WRITTEN = 4 * 1024**3
_OPEN_FILES = 256
_STACK = 2 * 1024**2
# libraries and files that are mapped take addresses, and no memory of their own
_MAPPED = 1536 * 1024**2
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def die_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends; end at once if it has already.

    Linux only; elsewhere the limit of time ends what is left behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def confine(memory_bytes: int, seconds: int) -> None:
    """Bound memory, address space, processor time, file size and open files of this process."""
    addresses = memory_bytes + _MAPPED
    for kind, limit, last in (
        (resource.RLIMIT_DATA, memory_bytes, memory_bytes),
        (resource.RLIMIT_AS, addresses, addresses),
        # the soft limit signals SIGXCPU, which tells a lack of time from other kills
        (resource.RLIMIT_CPU, seconds, seconds + 2),
        (resource.RLIMIT_FSIZE, _WRITTEN, _WRITTEN),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        # a shape nested so deep that it ends a process shall end this one, not the one that asked
        (resource.RLIMIT_STACK, _STACK, _STACK),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = hard if hard != resource.RLIM_INFINITY else max(limit, last)
        resource.setrlimit(kind, (min(limit, most), min(last, most)))


def main(folder: Path) -> None:
    """Carry out the task in `folder` and write its outcome there."""
    task = json.loads((folder / "task.json").read_text("utf-8"))
    path = Path(task["path"])
    landlock.confine(landlock.siblings(path), folder)
    confine(task["memory_bytes"], task["seconds"])
    from layers.errors import LayerError  # noqa: PLC0415 - after the limits
    from layers.formats.refusal import FileRefusedError, Refusal  # noqa: PLC0415

    _install_kinds(task["kinds"])
    try:
        outcome = _TASKS[task["kind"]](task, folder)
    except (FileRefusedError, Refusal) as refusal:
        outcome = _refused(refusal.code, refusal.values)
    except MemoryError:
        outcome = _refused("memory", {"limit": task["memory_bytes"] // 1024**2})
    except LayerError as error:
        outcome = _refused("crashed", {})
        sys.stderr.write(f"{error}\n")
    (folder / "outcome.json").write_text(json.dumps(outcome), "utf-8")


def _install_kinds(texts: list[str]) -> None:
    """Have the kinds of facilities that the asking process has; they were checked there."""
    from layers.catalogue import install, parse_kind  # noqa: PLC0415 - after the limits

    if texts:
        install(parse_kind(text, "kind.toml") for text in texts)


def _refused(code: str, values: dict[str, Any]) -> dict[str, Any]:
    from layers.formats.isolation.transfer import values_to_json  # noqa: PLC0415 - after the limits

    return {"refused": code, "values": values_to_json(values)}


def _limits(task: dict[str, Any]) -> "Limits":
    from layers.formats.options import Limits  # noqa: PLC0415 - after the limits

    return Limits(**task["limits"])


def _options(task: dict[str, Any]) -> "ReadOptions":
    from layers.formats.options import ReadOptions  # noqa: PLC0415 - after the limits

    return ReadOptions(**{**task["options"], "limits": _limits(task)})


def _boundary(folder: Path) -> "BaseGeometry | None":
    import shapely  # noqa: PLC0415 - after the limits

    packed = (folder / "boundary.wkb").read_bytes()
    return shapely.from_wkb(packed) if packed else None


def _read_file(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    from layers.formats import gdal, read  # noqa: PLC0415 - after the limits
    from layers.formats.isolation import transfer  # noqa: PLC0415 - after the limits

    gdal.require_allow_list()
    layer: RawLayer = read(Path(task["path"]), _options(task))
    transfer.save_frame(layer.frame, folder / "layer", _limits(task))
    return {
        "format": layer.format,
        "encoding": layer.encoding,
        "notes": [transfer.problem_to_json(note) for note in layer.notes],
        "numbers": None if layer.numbers is None else layer.numbers.tolist(),
        "heading_row": layer.heading_row,
        "short": layer.short,
    }


def _examine(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read a file and check it against a layer: every step that the file can make long."""
    from layers.catalogue import layer_type  # noqa: PLC0415 - after the limits
    from layers.formats import gdal  # noqa: PLC0415
    from layers.formats.isolation import transfer  # noqa: PLC0415
    from layers.formats.options import Limits  # noqa: PLC0415

    gdal.require_allow_list()
    # by name: the module stands above this package, which must not depend on it
    intake = importlib.import_module("layers.intake")
    existing = folder / "existing"
    ours = Limits(rows=_EXISTING_ROWS)
    context = intake.IntakeContext(
        boundary=_boundary(folder),
        crs=task["crs"],
        existing=transfer.load_frame(existing, ours) if existing.exists() else None,
        existing_goes=task["existing_goes"],
        community_names=frozenset(task["community_names"]),
    )
    path, kind = Path(task["path"]), layer_type(task["layer"])
    found = intake.examine(path, kind, context, _options(task))
    transfer.save_frame(found.frame, folder / "layer", _limits(task))
    return {
        "format": found.format,
        "problems": [transfer.problem_to_json(one) for one in found.problems],
    }


def _read_boundary(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read the polygons of a file as the boundary of an area."""
    import shapely  # noqa: PLC0415 - after the limits

    from layers.formats import gdal  # noqa: PLC0415
    from layers.formats.isolation import transfer  # noqa: PLC0415
    from layers.problems import RefusedError  # noqa: PLC0415

    gdal.require_allow_list()
    read_boundary = importlib.import_module("layers.intake").read_boundary
    try:
        shape, problems = read_boundary(Path(task["path"]), _options(task))
    except RefusedError as refused:
        problems = refused.problems
    else:
        (folder / "shape.wkb").write_bytes(shapely.to_wkb(shape))
    return {"problems": [transfer.problem_to_json(one) for one in problems]}


def _read_osm(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    from layers.formats.isolation import transfer  # noqa: PLC0415 - after the limits
    from layers.formats.judging import extracts  # noqa: PLC0415

    path, limits = Path(task["path"]), _limits(task)
    extracts.require_extract(path, limits)
    # by name: the module stands above this package, which must not depend on it
    read_osm = importlib.import_module("layers.formats.osm.extract").read_osm
    frames = read_osm(path, _boundary(folder), margin=task["margin"], name=task["name"])
    for layer, frame in frames.items():
        transfer.save_frame(frame, folder / layer, limits)
    return {"layers": list(frames)}


def _store_raster(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    import shapely  # noqa: PLC0415 - after the limits

    from layers.formats.raster.geotiff import store_geotiff  # noqa: PLC0415

    return store_geotiff(
        Path(task["path"]),
        folder / "raster.tif",
        kind=task["raster"],
        boundary=shapely.from_wkb((folder / "boundary.wkb").read_bytes()),
        limits=_limits(task),
    )


_TASKS: dict[str, Callable[[dict[str, Any], Path], dict[str, Any]]] = {
    "file": _read_file,
    "intake": _examine,
    "boundary": _read_boundary,
    "osm": _read_osm,
    "raster": _store_raster,
}

if __name__ == "__main__":
    die_with(int(sys.argv[2]))
    main(Path(sys.argv[1]))
    # the outcome is on disk: leave at once, whatever a library would still do at its end
    sys.stderr.flush()
    os._exit(0)
