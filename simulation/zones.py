"""Establishments, zones of activity and poles, in the formats of Sirene, of the EPCI, of the Mission and of INSEE.

Everything but the communes and their populations is invented, in round numbers, and named « simulé »:

- no real unit bears the SIREN of these establishments: their check digit is wrong;
- each commune of the EPCI that have a zone has a town hall, of a size that follows its population;
- a zone is a rectangle of about a kilometre in the middle of a real commune, with 20 to 39 establishments; one has a
  hole. One establishment in twelve is closed, one in eight is known by its commune only, three in ten say no size;
- the employees of two zones live in the communes within 25 km, in proportion to the population and to the inverse of
  the distance.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY, Communes
from simulation.distribution import Array
from simulation.world import SEED

Outlines = Mapping[str, Array]

ZONED = ("62274", "62427", "62498", "62276", "62727", "59334", "59574", "59172", "59447", "59606")
"""Dourges, Hénin-Beaumont, Lens, Douvrin, Ruitz, Lauwin-Planque, Somain, Denain, Onnaing, Valenciennes."""
POLE = ("62427", "62624")
"""Hénin-Beaumont and Noyelles-Godault: the pole by communes."""
HALF = (0.006, 0.004)
"""Half the sides of a zone, in degrees of longitude and of latitude."""
CLASSES = ("NN", "00", "01", "02", "03", "11", "12", "21", "22", "31")
WEIGHTS = (0.30, 0.04, 0.16, 0.14, 0.12, 0.10, 0.08, 0.04, 0.015, 0.005)
ACTIVITIES = ("10.71A", "25.62B", "43.21A", "46.90Z", "47.11F", "49.41B", "52.10B", "56.10C", "70.22Z", "78.20Z")
TOWN_HALL = "84.11Z"
EMPLOYED_YEAR = GEOGRAPHY - 3
"""Year of the base tous salariés; that of the classes of size is the year after."""
REACH_KM = 25.0
OCCUPATIONS = {"2": 0.02, "3": 0.12, "4": 0.22, "5": 0.28, "6": 0.36}
SECTORS = ("C5", "GZ", "HZ", "MN")


@dataclass(frozen=True)
class _Establishment:
    siret: str
    commune: str
    activity: str
    size: str
    active: bool
    longitude: float
    latitude: float
    quality: str


def zones(communes: Communes, outlines: Outlines) -> dict[str, str]:
    """Text by file name: stock and positions of establishments, zones, poles, and residence of employees."""
    draw = np.random.default_rng([SEED, GEOGRAPHY])
    epci = dict(zip(communes.codes, communes.epci, strict=True))
    names = dict(zip(communes.codes, communes.names, strict=True))
    centres = {code: corners.mean(axis=0) for code, corners in outlines.items()}
    establishments = [*_town_halls(communes, centres), *_of_zones(centres, draw)]
    listed = [e.siret for e in establishments if e.commune == ZONED[2] and e.activity != TOWN_HALL][:12]
    return {
        f"StockEtablissement_utf8_{GEOGRAPHY}-01.csv": _stock(establishments, names),
        f"GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8_{GEOGRAPHY}-01.csv": _positions(
            establishments
        ),
        f"zones_activite_{GEOGRAPHY}.geojson": _inventory(centres, names, epci),
        "poles.csv": _poles(listed),
        f"base_tous_salaries_{EMPLOYED_YEAR}.csv": _employees(communes, centres, epci, draw),
    }


def _siren(number: int) -> str:
    """A SIREN whose last digit is five more than the one that would make it right."""
    digits = [9, 9, *(int(digit) for digit in f"{number:06d}")]
    doubled = [2 * digit if rank % 2 else digit for rank, digit in enumerate(digits)]
    right = -sum(value // 10 + value % 10 for value in doubled) % 10
    return "".join(map(str, digits)) + str((right + 5) % 10)


def _siret(number: int) -> str:
    return f"{_siren(number)}00019"


def _town_halls(communes: Communes, centres: Mapping[str, Array]) -> Iterable[_Establishment]:
    zoned = {epci for code, epci in zip(communes.codes, communes.epci, strict=True) if code in ZONED}
    rows = zip(communes.codes, communes.epci, communes.population.tolist(), strict=True)
    for number, (code, epci, persons) in enumerate(rows):
        if epci in zoned:
            size = CLASSES[2 + int(np.searchsorted([200, 500, 1_000, 2_500, 5_000, 10_000, 30_000], persons))]
            longitude, latitude = centres[code].tolist()
            yield _Establishment(_siret(number), code, TOWN_HALL, size, True, longitude, latitude, "11")


def _of_zones(centres: Mapping[str, Array], draw: np.random.Generator) -> Iterable[_Establishment]:
    number = 100_000
    for code in ZONED:
        for _ in range(int(draw.integers(20, 40))):
            longitude, latitude = (centres[code] + draw.uniform(-1, 1, 2) * HALF).tolist()
            size = str(draw.choice(CLASSES, p=WEIGHTS))
            activity = ACTIVITIES[int(draw.integers(len(ACTIVITIES)))]
            active, located = draw.random() >= 1 / 12, draw.random() >= 1 / 8
            quality = str(draw.choice(["11", "12", "21", "22"], p=[0.72, 0.18, 0.06, 0.04])) if located else "33"
            yield _Establishment(_siret(number), code, activity, size, active, longitude, latitude, quality)
            number += 1


def _stock(establishments: list[_Establishment], names: Mapping[str, str]) -> str:
    """The columns that say something here: the others of INSEE's file would be blank."""
    columns = {
        "siren": [e.siret[:9] for e in establishments],
        "nic": [e.siret[9:] for e in establishments],
        "siret": [e.siret for e in establishments],
        "statutDiffusionEtablissement": ["O" for _ in establishments],
        "trancheEffectifsEtablissement": [e.size for e in establishments],
        "anneeEffectifsEtablissement": ["" if e.size == "NN" else str(EMPLOYED_YEAR + 1) for e in establishments],
        "libelleCommuneEtablissement": [names[e.commune].upper() for e in establishments],
        "codeCommuneEtablissement": [e.commune for e in establishments],
        "etatAdministratifEtablissement": ["A" if e.active else "F" for e in establishments],
        "enseigne1Etablissement": [f"ETABLISSEMENT SIMULE {e.siret[2:8]}" for e in establishments],
        "activitePrincipaleEtablissement": [e.activity for e in establishments],
        "nomenclatureActivitePrincipaleEtablissement": ["NAFRev2" for _ in establishments],
        "caractereEmployeurEtablissement": ["N" if e.size == "NN" else "O" for e in establishments],
    }
    return as_csv(columns).replace(";", ",")


def _positions(establishments: list[_Establishment]) -> str:
    return as_csv(
        {
            "siret": [e.siret for e in establishments],
            "qualite_xy": [e.quality for e in establishments],
            "plg_code_commune": [e.commune for e in establishments],
            "y_latitude": [f"{e.latitude:.6f}" for e in establishments],
            "x_longitude": [f"{e.longitude:.6f}" for e in establishments],
        }
    )


def _inventory(centres: Mapping[str, Array], names: Mapping[str, str], epci: Mapping[str, str]) -> str:
    features = []
    for rank, code in enumerate(ZONED):
        rings = [_rectangle(centres[code], 1.0)]
        if rank == 0:
            rings.append(_rectangle(centres[code], 0.3))
        properties = {
            "site_id": f"{code}_SITE-ECO_SIMULE",
            "site_nom": f"Zone d’activité simulée, {names[code]}",
            "site_epci_siren": epci[code],
            "site_comm_insee": code,
        }
        geometry = {"type": "Polygon", "coordinates": rings}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _rectangle(centre: Array, scale: float) -> list[list[float]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    half = np.array(HALF) * scale
    return [[round(value, 6) for value in (centre + half * corner).tolist()] for corner in corners]


def _poles(listed: list[str]) -> str:
    rows = [
        *(("henin_noyelles", "Hénin-Beaumont et Noyelles-Godault (pôle simulé)", "communes", c) for c in POLE),
        *(("etablissements_lens", "Douze établissements de Lens (pôle simulé)", "etablissements", s) for s in listed),
    ]
    header = ("code_pole", "nom_pole", "genre", "code")
    columns = {name: [row[rank] for row in rows] for rank, name in enumerate(header)}
    return as_csv({**columns, "geographie": [str(GEOGRAPHY) for _ in rows]})


def _employees(
    communes: Communes, centres: Mapping[str, Array], epci: Mapping[str, str], draw: np.random.Generator
) -> str:
    """The cells of two zones, drawn employee by employee: where each lives, what he is, whom he works for."""
    zoned = {
        "henin_noyelles": ("Hénin-Beaumont et Noyelles-Godault (pôle simulé)", POLE[0], 4_000, 60),
        f"{epci[ZONED[8]]}-{ZONED[8]}_SITE-ECO_SIMULE": ("Zone d’activité simulée, Onnaing", ZONED[8], 1_200, 25),
    }
    columns: dict[str, list[str]] = defaultdict(list)
    for zone, (name, at, employees, units) in zoned.items():
        for (home, occupation, sector), by_unit in _cells(communes, centres, at, (employees, units), draw).items():
            count = sum(by_unit.values())
            columns["code_zone"].append(zone)
            columns["nom_zone"].append(name)
            columns["code_commune_residence"].append(home)
            columns["csp"].append(occupation)
            columns["secteur_a17"].append(sector)
            columns["salaries"].append(str(count))
            columns["etablissements"].append(str(len(by_unit)))
            columns["part_premier_etablissement_pct"].append(f"{100 * max(by_unit.values()) / count:.2f}")
    size = len(columns["code_zone"])
    return as_csv({**columns, "millesime": [str(EMPLOYED_YEAR)] * size, "geographie": [str(GEOGRAPHY)] * size})


def _cells(
    communes: Communes, centres: Mapping[str, Array], at: str, counts: tuple[int, int], draw: np.random.Generator
) -> dict[tuple[str, str, str], Counter[int]]:
    """Employees by establishment in each cell: commune of residence, occupation, sector."""
    employees, units = counts
    codes = [code for code in communes.codes if code in centres]
    persons = dict(zip(communes.codes, communes.population.tolist(), strict=True))
    km = _kilometres(np.array([centres[code] for code in codes]), centres[at])
    pull = np.where(km <= REACH_KM, np.array([persons[code] for code in codes]) / (1 + km), 0.0)
    homes = draw.choice(len(codes), employees, p=pull / pull.sum())
    size = draw.pareto(1.2, units) + 1
    unit = draw.choice(units, employees, p=size / size.sum())
    sector = draw.integers(len(SECTORS), size=units)
    occupations = draw.choice(list(OCCUPATIONS), employees, p=list(OCCUPATIONS.values()))
    cells: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
    for home, who, where in zip(homes.tolist(), occupations.tolist(), unit.tolist(), strict=True):
        cells[codes[home], who, SECTORS[sector[where]]][where] += 1
    return dict(sorted(cells.items()))


def _kilometres(points: Array, centre: Array) -> NDArray[np.float64]:
    """As the crow flies, on the plane that touches the Earth at the centre: enough for twenty-five kilometres."""
    east = 111.32 * np.cos(np.radians(centre[1])) * (points[:, 0] - centre[0])
    north = 111.32 * (points[:, 1] - centre[1])
    distance: NDArray[np.float64] = np.hypot(east, north)
    return distance
