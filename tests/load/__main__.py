"""`make load`: press on a service of its own with every script, and print limits beside what is.

`make load ARGS="overload memory"` chooses scripts by name; `ARGS="--list"` lists them. The exit
code is 1 when a limit is not kept.
"""

import argparse
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.postgis.cluster import locate
from tests.builders.machine import free_port
from tests.load import ALONE, SCRIPTS, Row, table

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 300


@contextmanager
def service() -> Iterator[str]:
    """Serve the reference district on a free port; yields the address."""
    folder = Path(tempfile.mkdtemp(prefix="shequ-load-"))
    folder.chmod(0o755)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "SHEQU_FOLDER": str(folder), "SHEQU_RATE_LIMIT": ""},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        cluster = locate(folder / "postgres")
        if cluster.is_running():
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the service did not come up")


def main() -> int:
    """Run the chosen scripts; returns 1 when a limit is not kept."""
    names = [*SCRIPTS, *ALONE]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scripts", nargs="*", help="names of scripts; without any: all")
    options.add_argument("--list", action="store_true", help="list the scripts")
    given = options.parse_args()
    if given.list:
        print("\n".join(names))
        return 0
    unknown = set(given.scripts) - set(names)
    if unknown:
        options.error(f"no script is called {', '.join(sorted(unknown))}; there are: {names}")
    chosen = given.scripts or names
    rows: list[Row] = []
    pressing = [name for name in chosen if name in SCRIPTS]
    if pressing:
        with service() as address:
            for name in pressing:
                print(f"== {name}", flush=True)
                rows += importlib.import_module(f"tests.load.{name}").run(address)
    failed = []
    for name in [one for one in chosen if one in ALONE]:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.load.{name}"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if rows:
        print(table(rows))
    if failed:
        print(f"limits not kept: {', '.join(failed)}")
    return 1 if failed or not all(row.holds for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
