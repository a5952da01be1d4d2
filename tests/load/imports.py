"""Hand every hostile file to the import and look at time, memory and refusal; bounded in itself.

`python -m tests.load.imports` prints the table; names behind it choose files. Ordinary files, which
have to pass, stand below the hostile ones.
"""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.builders.machine import children
from tests.load import hostile_formats, hostile_shapes, hostile_tables, ordinary_files

SECONDS, MEGABYTES = 20, 1_000
PATIENCE = 60
EXTRACT_OR_RASTER = {**hostile_shapes.EXTRACTS, **hostile_shapes.RASTERS}
HOSTILE: dict[str, Callable[[Path], Path]] = {
    **hostile_tables.FILES,
    **hostile_shapes.LAYERS,
    **hostile_formats.FILES,
    **EXTRACT_OR_RASTER,
}
ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import resource, sys, time
from tests.load.imports import import_one, resident
base = resident("self", "VmRSS")
sys.stdout.write(f"{base}\\n"); sys.stdout.flush()
sys.stdout.write(import_one(*sys.argv[1:]))
"""


@dataclass(frozen=True)
class Seen:
    """What an import took: seconds by the clock and of the child's processor, memory, its end.

    Memory in megabytes: what the parent grew by, and the peak of the child.
    """

    seconds: float
    processor: float
    parent: float
    child: float
    end: str

    @property
    def held(self) -> bool:
        """Whether time and memory stayed within what is promised for hostile files."""
        return self.seconds <= SECONDS and self.parent + self.child <= MEGABYTES


def import_one(kind: str, name: str) -> str:
    """Import one file as the product does, without a database; return how it ended."""
    from shapely.geometry import box  # noqa: PLC0415 - counted before the import, not in it

    from layers.catalogue import layer_type  # noqa: PLC0415
    from layers.errors import LayerError  # noqa: PLC0415
    from layers.formats.isolation.isolated import read_osm_isolated, store_raster_isolated  # noqa: PLC0415
    from layers.intake.examine import IntakeContext  # noqa: PLC0415
    from layers.intake.isolated import examine_isolated  # noqa: PLC0415

    path, area = Path(name), box(116.3, 39.8, 116.5, 40.0)
    names = frozenset(f"community {number} of the district" for number in range(2_000))
    context = IntakeContext(boundary=area, crs="EPSG:4548", community_names=names)
    try:
        if kind == "osm":
            return f"rows {sum(map(len, read_osm_isolated(path, area).values()))}"
        if kind == "raster":
            goal = path.with_suffix(".part")
            found = store_raster_isolated(path, goal, kind="population", boundary=area)
            return f"cells {found['cells']}"
        layer = "buildings" if "buildings" in path.name else "health_centers"
        intake = examine_isolated(path, layer_type(layer), context)
        rows = len(intake.accept())
    except LayerError as error:
        return f"{type(error).__name__} {getattr(error, 'code', '')}: {error}"[:300]
    return f"rows {rows}"


def resident(process: str, what: str = "VmHWM") -> float:
    """Return memory of a process in megabytes, 0 when it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith(what)]
    return int(found[0]) / 1024 if found else 0.0


def spent(process: str) -> float:
    """Return the processor time of a process in seconds, 0 when it has ended."""
    try:
        about = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(about[11]) + int(about[12])) / os.sysconf("SC_CLK_TCK")


def measured(path: Path, kind: str, patience: float = PATIENCE) -> Seen:
    """Import a file in a process of its own and watch that process and its child."""
    started = 0.0
    base = parent = child = processor = 0.0
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, kind, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with program:
        assert program.stdout is not None
        base, started = float(program.stdout.readline()), time.monotonic()
        while program.poll() is None and time.monotonic() - started < patience:
            parent = max(parent, resident(str(program.pid)))
            watched = [str(one) for one in children(program.pid)]
            child = max([child, *map(resident, watched)])
            processor = max([processor, *map(spent, watched)])
            time.sleep(0.02)
        seconds = time.monotonic() - started
        late = program.poll() is None
        if late:
            for one in children(program.pid):
                subprocess.run(["kill", "-9", str(one)], check=False)
            program.kill()
        end = f"past {patience} s" if late else program.stdout.read()
    return Seen(seconds, processor, max(parent - base, 0.0), child, end)


@contextlib.contextmanager
def _made(function: Callable[[Path], Path]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shequ-load-") as folder:
        yield function(Path(folder))


def _kind(name: str) -> str:
    return {"osm": "osm", "raster": "raster"}.get(name.split("_", maxsplit=1)[0], "layer")


def run(names: list[str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield (what, limit, seen) for every hostile file, then for the ordinary ones."""
    for name, function in {**HOSTILE, **ordinary_files.FILES}.items():
        if names and name not in names:
            continue
        ordinary = name in ordinary_files.FILES
        with _made(function) as path:
            seen = measured(path, _kind(name), ordinary_files.PATIENCE if ordinary else PATIENCE)
        passed = seen.end.startswith(("rows", "cells"))
        limit = "passes" if ordinary else f"{SECONDS} s, {MEGABYTES} MB"
        held = passed if ordinary else seen.held
        times = f"{seen.seconds:.1f} s ({seen.processor:.1f} s processor)"
        figures = f"{times}, {seen.parent:.0f} + {seen.child:.0f} MB"
        yield name, limit, f"{figures}{'' if held else '  NOT HELD'}: {seen.end}"


def main() -> int:
    """Print the table; 1 when a limit was not kept."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    good = True
    for what, limit, seen in run(sys.argv[1:]):
        good &= "NOT HELD" not in seen
        sys.stdout.write(f"{what:22} {limit:16} {seen}\n")
        sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
