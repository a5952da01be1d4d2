"""The reading process: `python -m layers.formats.child TASK FOLDER`.

Limits are set before anything large is imported. The task is `FOLDER/task.json`; the outcome is
`FOLDER/outcome.json` and frames beside it. Nothing is printed for users.
"""

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.formats.raw import RawLayer

_WRITTEN = 4 * 1024**3
_OPEN_FILES = 256
_STACK = 2 * 1024**2


def confine(memory_bytes: int, seconds: int) -> None:
    """Bound address space, processor time, file size and open files of this process."""
    for kind, limit, last in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
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
    confine(task["memory_bytes"], task["seconds"])
    from layers.errors import LayerError  # noqa: PLC0415 - after the limits
    from layers.formats.refusal import FileRefusedError, Refusal  # noqa: PLC0415

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


def _refused(code: str, values: dict[str, Any]) -> dict[str, Any]:
    from layers.formats.transfer import values_to_json  # noqa: PLC0415 - after the limits

    return {"refused": code, "values": values_to_json(values)}


def _read_file(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    from layers.formats import gdal, read, transfer  # noqa: PLC0415 - after the limits
    from layers.formats.options import Limits, ReadOptions  # noqa: PLC0415

    gdal.require_allow_list()
    options = ReadOptions(**{**task["options"], "limits": Limits(**task["options"]["limits"])})
    layer: RawLayer = read(Path(task["path"]), options)
    transfer.save_frame(layer.frame, folder / "layer")
    return {
        "format": layer.format,
        "encoding": layer.encoding,
        "notes": [transfer.problem_to_json(note) for note in layer.notes],
    }


def _read_osm(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    import shapely  # noqa: PLC0415 - after the limits

    from layers.formats.transfer import save_frame  # noqa: PLC0415

    # by name: the module stands above this package, which must not depend on it
    read_osm = importlib.import_module("layers.osm").read_osm
    boundary = (folder / "boundary.wkb").read_bytes()
    frames = read_osm(
        Path(task["path"]),
        shapely.from_wkb(boundary) if boundary else None,
        margin=task["margin"],
        name=task["name"],
    )
    for layer, frame in frames.items():
        save_frame(frame, folder / layer)
    return {"layers": list(frames)}


def _store_raster(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    import shapely  # noqa: PLC0415 - after the limits

    from layers.formats.geotiff import store_geotiff  # noqa: PLC0415
    from layers.formats.options import Limits  # noqa: PLC0415

    return store_geotiff(
        Path(task["path"]),
        Path(task["goal"]),
        kind=task["raster"],
        boundary=shapely.from_wkb((folder / "boundary.wkb").read_bytes()),
        limits=Limits(**task["limits"]),
    )


_TASKS: dict[str, Callable[[dict[str, Any], Path], dict[str, Any]]] = {
    "file": _read_file,
    "osm": _read_osm,
    "raster": _store_raster,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
    # the outcome is on disk: leave at once, whatever a library would still do at its end
    sys.stderr.flush()
    os._exit(0)
