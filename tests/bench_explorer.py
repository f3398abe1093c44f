"""`python -m tests.bench_explorer [WAREHOUSE]`: the time a view takes on the server, alone and ten at once.

The first picture is timed in a real browser, on a server just started: from the address to a map one can read.

Each interaction is a run of the page's script, by Streamlit's own test bench, on the published warehouse (else the
one given). Ten readers act at once while a build replaces the file: no run may fail; the ratio is to one reader alone.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.explorer.browser import PATIENCE, served, visiting

ROOT = Path(__file__).resolve().parent.parent
TERRITORIES = [
    {"niveau": "perimetre", "code": "bassin_minier"},
    {"niveau": "epci", "code": "246200364"},
    {"niveau": "commune", "code": "62498"},
    {"niveau": "commune", "code": "59178"},
    {"niveau": "departement", "code": "59"},
]
INDICATORS = ["taux_pauvrete_60", "population_municipale", "part_65_ans_plus_pct"]
READERS = 10


def main() -> None:
    """Measure, and print a table a view."""
    from explorer.page import VIEWS

    warehouse = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "warehouse.duckdb"
    with tempfile.TemporaryDirectory() as folder:
        published = Path(folder) / "warehouse.duckdb"
        shutil.copy(warehouse, published)
        print(f"first picture in a browser: {first_picture(published):.1f} s")
        print("view            first (s)   median (s)   95th (s)   runs")
        alone: list[float] = []
        for view in VIEWS:
            st.cache_data.clear()
            times = [run(published, view, choice) for choice in choices()]
            alone += times[1:]
            after = times[1:]
            print(f"{view:15} {times[0]:9.2f} {statistics.median(after):12.2f} {quantile(after):10.2f} {len(times):6}")
        print(f"all views, one reader: median {statistics.median(alone):.2f} s, 95th {quantile(alone):.2f} s")
        together = crowd(published, warehouse, list(VIEWS))
        told = (statistics.median(together), quantile(together))
        print(f"{READERS} readers and a build: median {told[0]:.2f} s, 95th {told[1]:.2f} s")
        print(f"ratio of the medians: {told[0] / statistics.median(alone):.1f}; no run failed")


def first_picture(published: Path) -> float:
    """The seconds from opening the address to the map drawn."""
    with served(published) as address, visiting(address) as visit:
        start = time.perf_counter()
        visit.page.goto(address)
        visit.page.locator(".marks").first.wait_for(timeout=PATIENCE)
        return time.perf_counter() - start


def choices() -> list[dict[str, str]]:
    """What a reader looks at, one after the other."""
    return [{**place, "indicateur": indicator} for indicator in INDICATORS for place in TERRITORIES]


def run(published: Path, view: str, choice: dict[str, str]) -> float:
    """The seconds of one run of the page; raise when it shows an error."""
    page = AppTest.from_file(str(ROOT / "explore.py"), default_timeout=300)
    for name, value in {"vue": view, **choice}.items():
        page.query_params[name] = value
    sys.argv = ["explore.py", "--entrepot", str(published)]
    start = time.perf_counter()
    try:
        page.run()
    except KeyError:
        # A page that meets a new build asks to be drawn again; the test bench may look before it is.
        page.run()
    spent = time.perf_counter() - start
    if page.exception or page.error:
        raise SystemExit(f"{view} {choice}: {[told.value for told in [*page.exception, *page.error]]}")
    return spent


def crowd(published: Path, source: Path, views: list[str]) -> list[float]:
    """Ten readers, each through every view, while a build publishes another file in the middle."""
    st.cache_data.clear()
    halfway = threading.Event()

    def read(reader: int) -> list[float]:
        times = []
        for rank, view in enumerate(views):
            if rank == len(views) // 2:
                halfway.set()
            times.append(run(published, view, choices()[(reader + rank) % len(choices())]))
        return times

    def publish() -> None:
        halfway.wait()
        built = published.with_suffix(".built")
        shutil.copy(source, built)
        built.replace(published)

    with ThreadPoolExecutor(READERS + 1) as pool:
        build = pool.submit(publish)
        times = [spent for readers in pool.map(read, range(READERS)) for spent in readers]
        build.result()
    return times


def quantile(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


if __name__ == "__main__":
    main()
