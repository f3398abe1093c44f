"""The simulated establishments: of no real unit, in their zones, and the same for ever."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import pandas as pd
import pytest

from ingest.landing import EMBEDDED
from methodes.zones import establishments_in_zones
from simulation.communes import GEOGRAPHY, Communes, read_communes, read_outlines
from simulation.zones import POLE, ZONED, zones
from tests.simulation.conftest import Rows

STOCK = f"StockEtablissement_utf8_{GEOGRAPHY}-01.csv"
POSITIONS = f"GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8_{GEOGRAPHY}-01.csv"
INVENTORY = f"zones_activite_{GEOGRAPHY}.geojson"
EMPLOYEES = f"base_tous_salaries_{GEOGRAPHY - 3}.csv"


@pytest.fixture(scope="module")
def communes() -> Communes:
    return read_communes(EMBEDDED)


@pytest.fixture(scope="module")
def texts(communes: Communes) -> dict[str, str]:
    return zones(communes, read_outlines(EMBEDDED))


def table(texts: dict[str, str], name: str, delimiter: str = ";") -> Rows:
    return list(csv.DictReader(io.StringIO(texts[name]), delimiter=delimiter))


def luhn(number: str) -> int:
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10


def test_no_real_unit_can_bear_a_simulated_siren(texts: dict[str, str]) -> None:
    assert luhn("552100554") == 0  # a real one
    sirens = [row["siren"] for row in table(texts, STOCK, ",")]
    assert len(sirens) == len(set(sirens)) > 500
    assert all(luhn(siren) == 5 for siren in sirens)


def test_what_has_a_name_says_that_it_is_simulated(texts: dict[str, str]) -> None:
    assert all("SIMULE" in row["enseigne1Etablissement"] for row in table(texts, STOCK, ","))
    assert all("simulé" in row["nom_pole"] for row in table(texts, "poles.csv"))
    assert all("simulé" in row["nom_zone"] for row in table(texts, EMPLOYEES))
    features = json.loads(texts[INVENTORY])["features"]
    assert len(features) == len(ZONED)
    assert all("simulé" in feature["properties"]["site_nom"] for feature in features)


def test_every_establishment_has_one_position_and_every_commune_of_a_zoned_epci_its_town_hall(
    texts: dict[str, str], communes: Communes
) -> None:
    stock = table(texts, STOCK, ",")
    assert [row["siret"] for row in stock] == [row["siret"] for row in table(texts, POSITIONS)]
    epci = dict(zip(communes.codes, communes.epci, strict=True))
    zoned = {epci[code] for code in ZONED}
    halls = Counter(
        row["codeCommuneEtablissement"] for row in stock if row["activitePrincipaleEtablissement"] == "84.11Z"
    )
    assert halls == Counter(code for code in communes.codes if epci[code] in zoned)


def test_establishments_of_a_commune_are_in_no_zone_but_its_own(texts: dict[str, str]) -> None:
    rows = table(texts, POSITIONS)
    points = pd.DataFrame(
        {
            "siret": [row["siret"] for row in rows],
            "millesime": GEOGRAPHY,
            "longitude": [float(row["x_longitude"]) for row in rows],
            "latitude": [float(row["y_latitude"]) for row in rows],
        }
    )
    features = json.loads(texts[INVENTORY])["features"]
    known = pd.DataFrame(
        {
            "code_zone": [feature["properties"]["site_comm_insee"] for feature in features],
            "geometrie": [json.dumps(feature["geometry"]) for feature in features],
        }
    )
    found = establishments_in_zones(points, known)
    home = {row["siret"]: row["plg_code_commune"] for row in rows}
    assert found["siret"].is_unique
    assert all(home[row.siret] == row.code_zone for row in found.itertuples())
    assert set(found["code_zone"]) == set(ZONED)
    # The hole of the first zone holds some of those that were drawn in its rectangle.
    outside = {siret for siret, code in home.items() if code == ZONED[0]} - set(found["siret"])
    assert outside


def test_a_cell_has_no_more_establishments_than_employees_and_its_first_makes_its_part(texts: dict[str, str]) -> None:
    for row in table(texts, EMPLOYEES):
        employees, units = int(row["salaries"]), int(row["etablissements"])
        share = float(row["part_premier_etablissement_pct"])
        assert 1 <= units <= employees
        assert 100 / units - 0.01 <= share <= 100
        assert (share == 100) == (units == 1)


def test_some_cells_are_secret_and_some_are_not(texts: dict[str, str]) -> None:
    told = Counter(
        int(row["etablissements"]) >= 3 and float(row["part_premier_etablissement_pct"]) <= 85
        for row in table(texts, EMPLOYEES)
    )
    assert min(told[True], told[False]) > 50


def test_the_pole_is_henin_and_noyelles(texts: dict[str, str], communes: Communes) -> None:
    names = dict(zip(communes.codes, communes.names, strict=True))
    assert [names[code] for code in POLE] == ["Hénin-Beaumont", "Noyelles-Godault"]
    listed = [row["code"] for row in table(texts, "poles.csv") if row["genre"] == "communes"]
    assert listed == list(POLE)


def test_another_run_writes_the_same_text(texts: dict[str, str], communes: Communes) -> None:
    assert zones(communes, read_outlines(EMBEDDED)) == texts
