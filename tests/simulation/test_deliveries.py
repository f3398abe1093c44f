"""The simulated files: the same bytes for ever, and the producers' roundings and secrecy."""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.landing import EMBEDDED
from simulation.deliveries import write_deliveries
from simulation.levels import raise_to_level
from simulation.world import World
from tests.simulation.conftest import Rows

COMMUNES = "cc_filosofi_2019_COM-geo2026.csv"
BASES = [
    f"cc_filosofi_{year}_{level}-geo2026.csv" for year in (2016, 2019) for level in ("COM", "EPCI", "REG", "METRO")
]


def number(cell: str) -> float:
    return float(cell.replace(",", "."))


def column(rows: Rows, name: str) -> list[str]:
    return [row[name] for row in rows]


def bytes_of(paths: list[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def test_another_process_writes_the_same_bytes(deliveries: list[Path], tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom simulation.deliveries import write_deliveries\n"
        "write_deliveries(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path), str(EMBEDDED)], check=True)
    assert bytes_of(sorted(tmp_path.iterdir())) == bytes_of(sorted(deliveries))


def test_the_order_of_the_embedded_rows_changes_nothing(deliveries: list[Path], tmp_path: Path) -> None:
    shuffled = Path(shutil.copytree(EMBEDDED, tmp_path / "embarque"))
    for path in shuffled.iterdir():
        if path.name.endswith((".csv", ".csv.gz")):
            data = path.read_bytes()
            packed = path.suffix == ".gz"
            header, *lines = (gzip.decompress(data) if packed else data).decode("utf-8").splitlines()
            random.Random(1).shuffle(lines)
            text = "\n".join([header, *lines, ""]).encode("utf-8")
            path.write_bytes(gzip.compress(text, 1) if packed else text)
    assert bytes_of(write_deliveries(tmp_path / "deliveries", shuffled)) == bytes_of(deliveries)


def test_the_epci_file_counts_the_persons_of_the_world(files: dict[str, Rows], world: World) -> None:
    codes, _, above = raise_to_level(world.communes, world.incomes(2019), "EPCI")
    rows = files["cc_filosofi_2019_EPCI-geo2026.csv"]
    assert column(rows, "CODGEO") == codes
    assert [number(cell) for cell in column(rows, "NBPERSMENFISC19")] == above.persons.tolist()


@pytest.mark.parametrize("year", [2016, 2019])
def test_both_files_of_a_year_give_the_same_median(files: dict[str, Rows], year: int) -> None:
    yy = year % 100
    base = {row["CODGEO"]: row[f"MED{yy}"] for row in files[f"cc_filosofi_{year}_COM-geo2026.csv"]}
    deciles = {row["CODGEO"]: row[f"Q2{yy}"] for row in files[f"FILO{year}_DISP_COM-geo2026.csv"]}
    assert deciles == {code: median for code, median in base.items() if median != "s"}


def test_a_commune_of_fifty_households_and_a_hundred_persons_shows_nothing(
    files: dict[str, Rows], world: World
) -> None:
    incomes = world.incomes(2019)
    hidden = (incomes.households <= 50) & (incomes.persons <= 100)
    assert hidden.any()
    for row, is_hidden in zip(files[COMMUNES], hidden, strict=True):
        shown = [name for name, cell in row.items() if cell != "s"]
        assert (shown == ["CODGEO"]) == bool(is_hidden)


def test_a_commune_under_a_thousand_households_and_two_thousand_persons_shows_counts_and_median_only(
    files: dict[str, Rows], world: World
) -> None:
    incomes = world.incomes(2019)
    small = (incomes.households <= 1_000) & (incomes.persons <= 2_000)
    for row, is_small in zip(files[COMMUNES], small, strict=True):
        wide = {name for name, cell in row.items() if cell != "s"} - {
            "CODGEO",
            "NBMENFISC19",
            "NBPERSMENFISC19",
            "MED19",
        }
        assert bool(wide) == (not is_small)


def test_a_rate_of_poverty_is_shown_with_two_hundred_persons_on_each_side_of_the_threshold_only(
    files: dict[str, Rows], world: World
) -> None:
    incomes = world.incomes(2019)
    poor = incomes.persons * incomes.poor
    rates = column(files[COMMUNES], "TP6019")
    assert sum(rate != "s" for rate in rates) > 200
    assert all(count >= 200 for rate, count in zip(rates, poor, strict=True) if rate != "s")


@pytest.mark.parametrize("name", BASES)
def test_a_rate_of_poverty_stays_within_five_and_ninety_five(files: dict[str, Rows], name: str) -> None:
    rates = [
        number(cell) for row in files[name] for head, cell in row.items() if head.startswith("TP60") and cell != "s"
    ]
    assert rates
    assert all(5 <= rate <= 95 for rate in rates)


def test_some_communes_stand_at_the_floor(files: dict[str, Rows]) -> None:
    assert "5" in column(files[COMMUNES], "TP60TOL119")


@pytest.mark.parametrize("name", BASES)
def test_published_shares_of_income_add_up(files: dict[str, Rows], name: str) -> None:
    yy = name.removeprefix("cc_filosofi_20")[:2]
    for row in files[name]:
        if row[f"PACT{yy}"] != "s":
            share = {head.removesuffix(yy): number(cell) for head, cell in row.items() if head.startswith("P")}
            assert share["PACT"] == pytest.approx(share["PTSA"] + share["PCHO"] + share["PBEN"])
            assert share["PPSOC"] == pytest.approx(share["PPFAM"] + share["PPMINI"] + share["PPLOGT"])
            assert share["PACT"] + share["PPEN"] + share["PPAT"] + share["PPSOC"] + share["PIMPOT"] == pytest.approx(
                100
            )


def test_deciles_rise(files: dict[str, Rows]) -> None:
    ordered = ["D119", "D219", "Q119", "D319", "D419", "Q219", "D619", "D719", "Q319", "D819", "D919"]
    for row in files["FILO2019_DISP_COM-geo2026.csv"]:
        shown = [number(row[name]) for name in ordered if row[name]]
        assert shown == sorted(shown)


def test_recipients_by_commune_are_rounded_down_to_five_and_the_iris_hold_them_all(
    files: dict[str, Rows], world: World
) -> None:
    exact = dict(zip(world.communes.codes, world.benefits().rsa, strict=True))
    for row in files["s_ben_com_f_2020-geo2026.csv"]:
        assert int(row["indfoy_rsa"]) % 5 == 0
        assert 0 <= exact[row["numcomdo"]] - int(row["indfoy_rsa"]) < 5
    by_commune: dict[str, int] = {}
    for row in files["data_CAF_2020_IRIS-geo2026.csv"]:
        code = row["CODGEO"][:5]
        by_commune[code] = by_commune.get(code, 0) + int(row["ARSAS"])
    assert len(by_commune) > 100
    assert by_commune == {code: exact[code] for code in by_commune}


def test_no_invented_neighbourhood_bears_the_code_of_a_real_one(files: dict[str, Rows], reels: Path) -> None:
    invented = set(column(files["REVN_2019.csv"], "CODGEO"))
    assert len(invented) == 12
    for path in (reels / "insee" / "qpv").glob("REVN_*.csv"):
        assert not invented & {line.split(";")[0] for line in path.read_text("utf-8").splitlines()}
