"""Ask every analysis for the extremes of its declared parameters, each in a process of its own.

    python -m tests.load.extremes                      the reference district
    python -m tests.load.extremes --data FOLDER        and the city in FOLDER/laspalmas

For each request it prints what was estimated, whether that is refused, and, of what is accepted,
the seconds on one core and the memory that computing it and writing its largest answer took. A
process that takes more than `HARD_SECONDS` or `HARD_BYTES` is stopped: nothing of that kind may be
among the accepted.
"""

import os

# Its own pool sets 1 GiB of addresses aside, which a limit of memory would count.
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"

import argparse
import gc
import json
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app import create_app
from app.analyses import ANALYSES
from app.analyses.cost.refusal import admitted
from app.analyses.ground.cost import Ceiling, Sizes, read_sizes
from app.answers.files import write_result
from app.config import Settings
from app.database import Database
from app.params import bounded, parse
from app.problems.errors import TooCostlyError, describe
from app.services.run import run
from layers.postgis import server
from tests.load._areas import prepare
from tests.load._corners import Row, rows

HARD_SECONDS = 40
HARD_BYTES = 1_200_000_000
LOADED = ("highspy", "rasterio", "exactextract", "openpyxl", "pyogrio", "geopandas", "pyproj")
QUICK_SEARCH = 3.0
HEAD = (
    "| area | analysis | asked | refused | refusal s | most s | most MB | body MB"
    " | estimate / seen |"
)


@dataclass
class Seen:
    """One request: the estimate, and what it took."""

    area: str
    analysis: str
    asked: Row
    refused: bool = False
    refusal_seconds: float = 0.0
    estimate_seconds: float = 0.0
    estimate_bytes: float = 0.0
    search: float = 0.0
    seconds: float = 0.0
    wall: float = 0.0
    bytes: float = 0.0
    body: int = 0
    outcome: str = ""


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def _child(database: Database, seen: Seen, parameters: Any, pipe: int) -> None:
    """Compute one request under hard limits, and write what it took into `pipe`."""
    base = _status("VmRSS")
    data = _status("VmData") + HARD_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    # Of the processor, as the machine may be busy; the wall is for what waits for ever.
    resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS + int(time.process_time()),) * 2)
    signal.alarm(20 * HARD_SECONDS)
    begun, clock = time.process_time(), time.perf_counter()
    outcome = "done"
    body = 0
    try:
        result = run(database, seen.analysis, seen.area, parameters)
        forms = ANALYSES[seen.analysis].formats
        body = len(
            write_result(result, "geojson" if "geojson" in forms else forms[0], language="en")
        )
    except MemoryError:
        outcome = "out of memory"
    except Exception as error:  # noqa: BLE001 - whatever it answers is told
        problem = describe(error, "en")
        outcome = f"{problem.status} {problem.slug}"
        if problem.status >= 500:
            outcome += f" {type(error).__name__}: {str(error)[:200]}"
    told = {
        "seconds": time.process_time() - begun,
        "wall": time.perf_counter() - clock,
        "bytes": max(0, _status("VmHWM") - base),
        "body": body,
        "outcome": outcome,
    }
    os.write(pipe, json.dumps(told).encode())


def measure(database: Database, seen: Seen, parameters: Any) -> None:
    """Fill in what a request takes, computed in a child that is thrown away."""
    inward, outward = os.pipe()
    child = os.fork()
    if not child:
        os.close(inward)
        try:
            _child(database, seen, parameters, outward)
        finally:
            os._exit(0)
    os.close(outward)
    told = b""
    while part := os.read(inward, 65_536):
        told += part
    os.close(inward)
    _, status, usage = os.wait4(child, 0)
    if told:
        for name, value in json.loads(told).items():
            setattr(seen, name, value)
        return
    seen.seconds = usage.ru_utime + usage.ru_stime
    seen.bytes = usage.ru_maxrss * 1024 - _status("VmRSS")
    ends = {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL}
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in ends
    seen.outcome = "out of time" if stopped else f"ended with {status}"


def ask(area: str, analysis_id: str, row: Row, sizes: Sizes, ceiling: Ceiling) -> tuple[Seen, Any]:
    """Estimate one request; return it with the parameters to compute with, None if not accepted."""
    analysis, seen = ANALYSES[analysis_id], Seen(area, analysis_id, row)
    parameters = parse(analysis.parameters, row.items())
    begun = time.perf_counter()
    try:
        fitted = admitted(analysis, sizes, parameters, ceiling)
    except TooCostlyError:
        seen.refused, fitted = True, bounded(parameters, ceiling.seconds / 2)
    seen.refusal_seconds = time.perf_counter() - begun
    seen.search = float(getattr(fitted, "time_limit", 0.0))
    cost = analysis.cost(sizes, fitted)
    seen.estimate_seconds, seen.estimate_bytes = cost.seconds, cost.bytes
    return seen, fitted


@contextmanager
def _database(url: str, folder: Path) -> Iterator[Database]:
    if url:
        yield Database(url, folder=folder / "postgres", cache_bytes=Settings().cache_bytes)
        return
    with (
        server.running(folder / "postgres", fast=True) as own,
        Database(own, folder=folder / "postgres", cache_bytes=Settings().cache_bytes) as made,
    ):
        yield made


def main() -> int:
    """Measure, write every request as a line of JSON, print the table; 1 where a limit broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.extremes", description=__doc__)
    parser.add_argument("analyses", nargs="*", help=f"of: {', '.join(ANALYSES)}; all")
    parser.add_argument("--data", type=Path, help="folder of real cities")
    parser.add_argument("--area", help="only this area")
    parser.add_argument("--url", default="", help="a database that is kept; else a fresh one")
    parser.add_argument("--folder", type=Path, help="its folder")
    parser.add_argument("--extra", type=int, default=10, help="random requests of each analysis")
    parser.add_argument("--refused", action="store_true", help="compute what is refused, too")
    parser.add_argument("--quick", action="store_true", help=f"searches of {QUICK_SEARCH:g} s")
    parser.add_argument("--out", type=Path, help="file of all requests, a line each")
    parser.add_argument(
        "--again", type=Path, nargs="*", default=[], help="such files: only estimate anew"
    )
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="shequ-extremes-"))
    folder.chmod(0o755)
    try:
        with _database(options.url, folder) as database:
            again = _again(database, options.again)
            found = again or list(_all(database, folder, options))
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    return _table(found)


def _all(database: Database, folder: Path, options: argparse.Namespace) -> Iterator[Seen]:
    for name in LOADED:
        __import__(name)
    create_app({"database_url": database.url, "folder": folder})
    settings = Settings()
    ceiling = Ceiling.of_process(settings.request_seconds, settings.request_memory)
    slugs = prepare(database, folder, options.data)
    for slug in [one for one in slugs if options.area in {None, one}]:
        with database.snapshot() as connection:
            sizes = read_sizes(connection, slug)
            asked = {
                one: rows(ANALYSES[one], connection, slug, extra=options.extra)
                for one in options.analyses or ANALYSES
            }
        database.disconnect()
        gc.freeze()
        for name, all_rows in asked.items():
            for row in all_rows:
                seen, parameters = ask(slug, name, row, sizes, ceiling)
                if options.quick:
                    parameters = bounded(parameters, QUICK_SEARCH)
                    seen.estimate_seconds -= max(0.0, seen.search - QUICK_SEARCH)
                    seen.search = min(seen.search, QUICK_SEARCH)
                if not seen.refused or options.refused:
                    measure(database, seen, parameters)
                if options.out:
                    with options.out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(asdict(seen)) + "\n")
                yield seen


def _again(database: Database, files: list[Path]) -> list[Seen]:
    """Return what was measured before, with the estimates of today."""
    settings = Settings()
    ceiling = Ceiling.of_process(settings.request_seconds, settings.request_memory)
    found = [
        Seen(**json.loads(line))
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    sizes: dict[str, Sizes] = {}
    for seen in found:
        if seen.area not in sizes:
            with database.snapshot() as connection:
                sizes[seen.area] = read_sizes(connection, seen.area)
        now, fitted = ask(seen.area, seen.analysis, seen.asked, sizes[seen.area], ceiling)
        if hasattr(fitted, "time_limit"):
            fitted = fitted.model_copy(update={"time_limit": min(seen.search, fitted.time_limit)})
        cost = ANALYSES[seen.analysis].cost(sizes[seen.area], fitted)
        seen.refused, seen.refusal_seconds = now.refused, now.refusal_seconds
        seen.estimate_seconds, seen.estimate_bytes = cost.seconds, cost.bytes
    return found


def _table(found: list[Seen]) -> int:
    """Print the worst of each analysis; return 1 where something accepted broke a limit."""
    limit = Settings()
    broken = 0
    print(HEAD)
    print("|---|---|---:|---:|---:|---:|---:|---:|---|")
    for area in dict.fromkeys(one.area for one in found):
        for name in dict.fromkeys(one.analysis for one in found):
            mine = [one for one in found if (one.area, one.analysis) == (area, name)]
            done = [one for one in mine if one.outcome and not one.refused]
            bad = [
                one
                for one in done
                if one.seconds > limit.request_seconds
                or one.bytes > limit.request_memory
                or one.outcome.startswith(("out of", "ended", "5"))
            ]
            broken += len(bad)
            ratio = sorted(one.estimate_seconds / max(one.seconds, 0.05) for one in done)
            space = sorted(one.estimate_bytes / max(one.bytes, 1e7) for one in done)
            print(
                f"| {area} | {name} | {len(mine)} | {sum(one.refused for one in mine)}"
                f" | {max(one.refusal_seconds for one in mine):.3f}"
                f" | {max((one.seconds for one in done), default=0):.1f}"
                f" | {max((one.bytes for one in done), default=0) / 1e6:.0f}"
                f" | {max((one.body for one in done), default=0) / 1e6:.1f}"
                f" | time {ratio[0]:.1f}-{ratio[-1]:.0f}, memory {space[0]:.1f}-{space[-1]:.0f} |"
                if ratio
                else f"| {area} | {name} | {len(mine)} | all | | | | | |"
            )
            for one in bad:
                took = f"{one.seconds:.1f} s {one.bytes / 1e6:.0f} MB"
                print(f"  BROKEN {one.outcome} {took} {json.dumps(one.asked)[:300]}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
