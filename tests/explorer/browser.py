"""The page in a real browser: a server on a warehouse, and what a test waits for."""

import atexit
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
HERE = {"localhost", "127.0.0.1"}
PICTURED = {"carte", "comparer", "evolutions", "ayants_droit"}
"""The views that show a picture wherever one looks."""
PATIENCE = 120_000
"""Milliseconds: two slow cores may draw a page while a build runs."""


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The address of the page on a warehouse, as `streamlit run` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "explore.py", *options, "--", "--entrepot", str(warehouse)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=20)


class Visit:
    """A reader on the page: what they open, what they wait for, and what the browser asked of the network."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.asked: list[str] = []
        self.broken: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.broken.append(str(error)))

    def open(self, **choices: str) -> None:
        """Open the page at an address and wait until it is drawn."""
        self.page.goto(f"{self.address}?{urlencode(choices)}")
        if choices.get("vue", "carte") in PICTURED:
            self.page.locator(".marks").first.wait_for(timeout=PATIENCE)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has nothing more to send and every picture is drawn."""
        self.page.locator("h2").first.wait_for(timeout=PATIENCE)
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(
            """() => !document.querySelector('[data-testid="stStatusWidget"]')
                && !document.querySelector('[data-testid="stSkeleton"]')
                && [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
                    .every(chart => chart.querySelector('.marks'))""",
            timeout=PATIENCE,
        )
        self.page.wait_for_timeout(700)

    @property
    def outside(self) -> list[str]:
        """What was asked of another machine."""
        urls = [url for url in self.asked if urlsplit(url).scheme in {"http", "https", "ws", "wss"}]
        assert urls, "the log of requests is empty: nothing was watched"
        return [url for url in urls if urlsplit(url).hostname not in HERE]


@contextmanager
def visiting(address: str, width: int = 1280, height: int = 1400) -> Iterator[Visit]:
    """A reader with a window of this size."""
    page = _browser().new_page(locale="fr-FR", viewport={"width": width, "height": height})
    try:
        yield Visit(page, address)
    finally:
        page.close()


@cache
def _browser() -> Browser:
    """One browser for all tests of a process: a thread holds one at a time."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def _wait_for(url: str, seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while True:
        try:
            urlopen(url).close()
            return
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.2)
