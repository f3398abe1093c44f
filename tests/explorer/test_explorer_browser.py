"""The page in a real browser: nothing leaves the machine, nothing breaks."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.explorer.conftest import WriteMarts

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
HERE = {"localhost", "127.0.0.1"}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def address(write_marts: WriteMarts) -> Iterator[str]:
    """The page served on the small warehouse, as `streamlit run` does."""
    port = free_port()
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "explore.py", *options, "--", "--entrepot"]
    server = subprocess.Popen([*command, str(write_marts())], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while True:
        try:
            urlopen(url).close()
            return
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.2)


@pytest.fixture
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(locale="fr-FR", viewport={"width": 1200, "height": 1600})
        browser.close()


def test_the_page_draws_curve_and_map_and_calls_nobody(address: str, browser_page: Page) -> None:
    asked: list[str] = []
    broken: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("pageerror", lambda error: broken.append(str(error)))
    browser_page.goto(address)
    browser_page.get_by_role("heading", name="Bassin minier").wait_for(timeout=60_000)
    charts = browser_page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg')
    charts.nth(1).wait_for(timeout=60_000)
    browser_page.get_by_text("Télécharger en CSV").first.wait_for()
    browser_page.wait_for_timeout(1000)

    outside = [url for url in asked if urlsplit(url).scheme in {"http", "https", "ws", "wss"}]
    assert outside, "the log of requests is empty: nothing was watched"
    assert [url for url in outside if urlsplit(url).hostname not in HERE] == []
    assert broken == []
    assert browser_page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0


def test_the_downloaded_csv_says_demonstration_in_its_name(address: str, browser_page: Page) -> None:
    browser_page.goto(address)
    button = browser_page.get_by_text("Télécharger en CSV").first
    button.wait_for(timeout=60_000)
    with browser_page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "demonstration_population_bassin_minier_rp2016-2023.csv"
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbfniveau;")
