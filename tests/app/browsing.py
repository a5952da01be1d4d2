"""A browser that visits a server of its own, with every other host out of reach."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

from app.config import ROOT, child_environment
from tests.builders.machine import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Visit:
    """An open page, what it asked of other hosts, and what went wrong in it."""

    page: Page
    root: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a page and wait until it has shown its answer."""
        self.page.goto(self.root + path)
        self.page.wait_for_selector("tbody tr", timeout=30_000)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is computed."""
        self.page.wait_for_load_state("networkidle")
        status = self.page.locator("#status")
        status.filter(has_text=re.compile("Up to date|已更新")).wait_for(timeout=90_000)

    def api(self, path: str) -> Any:
        """Ask the API what the page should show."""
        address = f"{self.root}/api/v1/areas/dongcheng/{path}"
        # As a browser does when the server has closed a connection that was idle.
        return self.page.request.get(address, max_retries=3).json()

    def cells(self, row: str) -> list[str]:
        """Return the texts of the first row that matches."""
        return self.page.locator(row).first.locator("th, td").all_inner_texts()


@contextmanager
def serve(url: str, folder: Path) -> Iterator[str]:
    """Serve a database as `make serve` does, on a free port of the loopback."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "serve", "--port", str(port), "--workers", "1"]
    environment = child_environment(DATABASE_URL=url, SHEQU_FOLDER=str(folder))
    root = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--empty"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait(root, process)
        yield root
    finally:
        process.terminate()
        process.wait(30)


def _wait(root: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not _ready(urlsplit(root).netloc):
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.1)


def _ready(host: str) -> bool:
    with closing(HTTPConnection(host, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium."""
    assert CHROMIUM, "Chromium is not installed: apt install chromium"
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
    )


def visit_of(context: BrowserContext, root: str) -> Visit:
    """Open a page that can reach its server only, and that notes what goes wrong in it."""
    page = context.new_page()
    visit = Visit(page, root)

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(root).netloc:
            route.continue_()
        else:
            visit.foreign.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            visit.faults.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    return visit
