"""URSSAF's two files of the invented economy: commune × APE at every end of year, and zones d'emploi by quarter.

Quarters are on the segment between two ends of year, from 1998 on; the raw figures add a season, none in the fourth
quarter: there they are the sum of the communes. A job is paid 7 000 € a quarter in 2006, 2 % more every year.
"""

from __future__ import annotations

import numpy as np

from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY, REGION, Communes
from simulation.distribution import Array
from simulation.emploi import FIRST, LAST, Employment
from simulation.emploi_activities import CLASSES
from simulation.emploi_zones import NAMES, zones_of
from simulation.nomenclature import Nomenclature
from simulation.places import Places
from simulation.shares import Counts

FIRST_QUARTER = 1998
_LAST_DAYS = ("03-31", "06-30", "09-30", "12-31")
_SEASON = np.array([-0.006, 0.003, 0.005, 0.0])
_FORMER_REGIONS = {"02": "Picardie", "60": "Picardie", "80": "Picardie"} | dict.fromkeys(
    ("59", "62"), "Nord-Pas-de-Calais"
)
_FORMER_CODES = {"Picardie": "22", "Nord-Pas-de-Calais": "31"}

WHO = (
    "region",
    "ancienne_region",
    "departement",
    "zone_d_emploi",
    "epci",
    "commune",
    "intitule_commune",
    "grand_secteur_d_activite",
    "secteur_na17",
    "secteur_na38",
    "secteur_na88",
    "ape",
    "code_region",
    "code_ancienne_region",
    "code_departement",
    "code_zone_d_emploi",
    "code_epci",
    "code_commune",
    "code_ape",
)


def communes_file(economy: Employment) -> dict[str, str]:
    """Text by name: a line a place and class, two columns a year, both blank where there is no establishment."""
    headers, columns = list(WHO), []
    for year in range(FIRST, LAST + 1):
        headers += [f"nombre_d_etablissements_{year}", f"effectifs_salaries_{year}"]
        shown = economy.present(year)
        for counts in (economy.establishments(year), economy.headcount(year)):
            columns.append(np.where(shown, counts.astype(np.str_), "").tolist())
    of_place = about_places(economy.communes, economy.places)
    of_class = [about_class(economy.naf, ape) for ape in CLASSES]
    lines = [
        ";".join([*who(of_place[place], of_class[activity]), *figures])
        for place, activity, *figures in zip(economy.place.tolist(), economy.activity.tolist(), *columns, strict=True)
    ]
    name = f"etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last-geo{GEOGRAPHY}.csv"
    return {name: "\n".join([";".join(headers), *lines]) + "\n"}


def about_class(naf: Nomenclature, ape: str) -> list[str]:
    """What the file says of a class: its large sector, and itself and its parents with their labels."""
    parents = {level: naf.parents[level][ape] for level in ("a17", "a38", "a88")}
    said = [naf.said(level, code) for level, code in (*parents.items(), ("ape", ape))]
    return [_large_sector(parents["a38"], parents["a17"], ape), *map(quoted, said), ape]


def quoted(text: str) -> str:
    """Some labels have semicolons, or quotes."""
    return '"{}"'.format(text.replace('"', '""')) if {";", '"'} & set(text) else text


def who(place: list[str], activity: list[str]) -> list[str]:
    """The columns of `WHO`."""
    return [*place[:7], *activity[:5], *place[7:], activity[5]]


def about_places(communes: Communes, places: Places) -> list[list[str]]:
    """What the file says of a place: names, then codes."""
    labels, zones, rows = communes.labels, zones_of(communes), []
    for code, name, rank in zip(places.codes, places.names, places.commune.tolist(), strict=True):
        region, departement = communes.region[rank], communes.departement[rank]
        zone, epci = zones[rank], communes.epci[rank]
        former = _FORMER_REGIONS.get(departement, "")
        rows.append(
            [
                labels[region],
                former,
                communes.departements[departement],
                NAMES.get(zone, ""),
                quoted(labels.get(epci, "")),
                name,
                f"{code} {name}",
                region,
                _FORMER_CODES.get(former, ""),
                departement,
                zone,
                epci,
                code,
            ]
        )
    return rows


def _large_sector(a38: str, a17: str, ape: str) -> str:
    if ape.startswith("782"):
        return "GS6 Intérim"
    if a38 in ("OZ", "PZ", "QA", "QB", "RZ", "SZ", "TZ", "UZ"):
        return "GS7 Services non marchands"
    if a17 in ("DE", "C1", "C2", "C3", "C4", "C5"):
        return "GS1 Industrie"
    large = {"FZ": "GS2 Construction", "GZ": "GS3 Commerce", "IZ": "GS4 Hôtellerie-restauration"}
    return large.get(a17, "GS5 Autres services marchands hors intérim")


def quarters(economy: Employment) -> tuple[list[str], list[tuple[int, int]], Array]:
    """Zones of Hauts-de-France, quarters since `FIRST_QUARTER`, and jobs without their season, a row a zone."""
    names = sorted(zone for zone in set(economy.zones) if zone.startswith(REGION))
    of_commune = np.array([names.index(zone) if zone in names else -1 for zone in economy.zones])[economy.commune]
    inside = of_commune >= 0

    def total(year: int) -> Counts:
        sums = np.zeros(len(names), np.int64)
        np.add.at(sums, of_commune[inside], economy.headcount(year)[inside])
        return sums

    ends = np.stack([total(year) for year in range(FIRST_QUARTER - 1, LAST + 1)], axis=1).astype(np.float64)
    steps = [ends[:, :-1] + np.diff(ends, axis=1) * quarter / 4 for quarter in (1, 2, 3, 4)]
    jobs = np.rint(np.stack(steps, axis=2).reshape(len(names), -1))
    dates = [(year, quarter) for year in range(FIRST_QUARTER, LAST + 1) for quarter in (1, 2, 3, 4)]
    return names, dates, jobs


def zones_file(economy: Employment) -> dict[str, str]:
    """Text by name: a line a zone and quarter; no zone of Hauts-de-France is shared with another région here."""
    zones, dates, adjusted = quarters(economy)
    raw = np.rint(adjusted * (1 + np.tile(_SEASON, len(dates) // 4)))
    paid = np.array([7_000 * 1.02 ** (year - FIRST) for year, _ in dates])
    departement = dict(zip(economy.zones, economy.communes.departement, strict=True))

    def by_zone(values: list[str]) -> list[str]:
        return [value for value in values for _ in dates]

    def by_quarter(values: list[str]) -> list[str]:
        return values * len(zones)

    names = [NAMES[zone] for zone in zones]
    former = [_FORMER_REGIONS[departement[zone]] for zone in zones]
    said = by_zone([f"{zone} {name}" for zone, name in zip(zones, names, strict=True)])
    columns = {
        "libelle_zone_d_emploi": said,
        "zone_d_emploi": by_zone(names),
        "region": by_zone([economy.communes.labels[REGION]] * len(zones)),
        "ancienne_region": by_zone(former),
        "libelle_zone_d_emploi_reg": said,
        "zone_d_emploi_regionalisee": by_zone(names),
        "annee": by_quarter([str(year) for year, _ in dates]),
        "trimestre": by_quarter([str(quarter) for _, quarter in dates]),
        "dernier_jour_du_trimestre": by_quarter([f"{year}-{_LAST_DAYS[quarter - 1]}" for year, quarter in dates]),
        "code_region": by_zone([REGION] * len(zones)),
        "code_ancienne_region": by_zone([_FORMER_CODES[name] for name in former]),
        "code_zone_d_emploi": by_zone(zones),
        "code_zone_d_emploi_regionalisee": by_zone(zones),
        "effectifs_salaries_brut": _whole(raw),
        "effectifs_salaries_cvs": _whole(adjusted),
        "masse_salariale_brut": _whole(raw * paid),
        "masse_salariale_cvs": _whole(adjusted * paid),
    }
    return {"effectifs-salaries-et-masse-salariale-du-secteur-prive-par-zone-demploi.csv": as_csv(columns)}


def _whole(values: Array) -> list[str]:
    return [f"{value:.0f}" for value in values.ravel().tolist()]
