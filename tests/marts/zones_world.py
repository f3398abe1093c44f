"""What the tests of the zones of activity stand on: a few small files beside the demonstration's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import load_contracts
from tests.agreements import register
from tests.dbt import dbt

MODELS = [
    *("stg_mission__poles", "stg_epci__zones_activite", "stg_insee__tous_salaries", "stg_mission__conventions"),
    "path:models/intermediate/conventions",
    *("stg_insee__sirene_etablissements", "stg_insee__sirene_positions"),
    *("path:models/intermediate/zones", "path:models/marts/zones"),
]
LENS, VALENCIENNES = ("246200364", "246200299"), ("245901160", "200042190")
"""EPCI of which the tests make two zones d'emploi: none is embedded."""
STOCK = (
    "siret,trancheEffectifsEtablissement,anneeEffectifsEtablissement,codeCommuneEtablissement,"
    "etatAdministratifEtablissement\n"
)
# The stock of 2024 knows a few establishments of Lens, Liévin and Douai, and nothing of the other communes.
OLD_STOCK = STOCK + "".join(
    f"99000000000{rank:03},{size},2022,{code},{state}\n"
    for rank, (size, code, state) in enumerate(
        [
            ("11", "62498", "A"),
            ("12", "62498", "A"),
            ("NN", "62498", "A"),
            ("53", "59178", "A"),
            ("21", "62498", "F"),
            ("00", "62498", "A"),
            ("01", "62510", "A"),
        ]
    )
)
POLES = """code_pole;nom_pole;genre;code;geographie
lens_seul;Lens seul;communes;62498;2026
lens_et_lievin;Lens et Liévin;communes;62498;2026
lens_et_lievin;Lens et Liévin;communes;62510;2026
lens_et_douai;Lens et Douai;communes;62498;2026
lens_et_douai;Lens et Douai;communes;59178;2026
lens_ancien;Lens, puis Lens et Liévin;communes;62498;2025
lens_ancien;Lens, puis Lens et Liévin;communes;62510;2026
inconnue;Une commune inconnue sur deux;communes;62498;2026
inconnue;Une commune inconnue sur deux;communes;62510;2025
fusion;Une commune nouvelle entière;communes;62447;2024
fusion;Une commune nouvelle entière;communes;62461;2024
fusion;Une commune nouvelle entière;communes;62549;2024
fusion;Une commune nouvelle entière;communes;62743;2024
fusion_en_partie;Deux communes sur quatre d'une commune nouvelle;communes;62447;2024
fusion_en_partie;Deux communes sur quatre d'une commune nouvelle;communes;62461;2024
valenciennes;Valenciennes seule;communes;59606;2026
liste;Quatre établissements dont un inconnu;etablissements;99000000000000;2026
liste;Quatre établissements dont un inconnu;etablissements;99000000000002;2026
liste;Quatre établissements dont un inconnu;etablissements;99000000000004;2026
liste;Quatre établissements dont un inconnu;etablissements;11111111111111;2026
"""
EMPLOYEES = (
    "code_zone;nom_zone;code_commune_residence;csp;secteur_a17;salaries;etablissements;"
    "part_premier_etablissement_pct;millesime;geographie\n"
)
# zone: residence, occupation, employees, establishments, part of the first.
CELLS = {
    # All may be told but one occupation of the town itself: another goes with it.
    "lens_seul": [
        ("62498", "3", 10, 1, 100),
        ("62498", "5", 40, 5, 30),
        ("62498", "6", 90, 8, 20),
        ("62510", "6", 50, 6, 25),
        ("59606", "6", 20, 4, 50),
    ],
    # One establishment makes nearly all of the whole.
    "dominee": [("62498", "5", 95, 1, 100), ("62510", "5", 5, 4, 30)],
    # Those who live in Liévin are too few to be told, and would be the difference of the others with the whole.
    "lens_et_lievin": [("62498", "5", 40, 5, 30), ("62510", "5", 30, 4, 40), ("59606", "5", 6, 2, 50)],
    # INSEE withholds a cell.
    "blanche": [("62498", "5", "", "", ""), ("62498", "6", 40, 5, 30)],
}
JOBS = {"62498": 300.0, "62510": 100.0, "62427": 181.0, "62624": 20.0, "59606": 500.0, "62447": 40.0}
FLOWS = [
    *(("62427", "62427", 100.0), ("62498", "62427", 50.0), ("62624", "62624", 20.0), ("59178", "62427", 30.0)),
    *(("75056", "62427", 1.0), ("62498", "62498", 200.0), ("75056", "62498", 100.0)),
    *(("62498", "62510", 60.0), ("62510", "62510", None)),
]


def land(warehouse: Path, *paths: Path) -> None:
    contracts = load_contracts()
    with duckdb.connect(str(warehouse)) as con:
        ledger.prepare(con, contracts.values())
        files = [*paths, register(paths[0].with_name("conventions.csv"))]
        report = Lander(con, contracts, None).land(Delivered(path, "depot", explicit=True) for path in files)
        assert (report.refused, report.unknown) == ([], [])


def surround(warehouse: Path) -> None:
    """Two zones d'emploi, and what the census would say of the jobs of a few communes."""
    with duckdb.connect(str(warehouse)) as con:
        for code, epci in (("3215", LENS), ("3222", VALENCIENNES)):
            con.execute(
                "insert into intermediate.int_territoires__mailles select 'zone_emploi', ?, code_commune "
                "from intermediate.int_territoires__mailles where niveau = 'epci' and code_territoire in (?, ?)",
                [code, *epci],
            )
        con.execute(
            "create or replace table marts.ancrage_local (niveau varchar, code_territoire varchar, millesime integer, "
            "emplois double, emplois_statut varchar, nature varchar)"
        )
        jobs = [("commune", code, 2022, value, "disponible", "observe") for code, value in JOBS.items()]
        con.executemany(
            "insert into marts.ancrage_local values (?, ?, ?, ?, ?, ?)",
            [
                *jobs,
                ("zone_emploi", "3215", 2022, 1000.0, "disponible", "observe"),
                ("zone_emploi", "3222", 2022, 2000.0, "estime", "observe"),
            ],
        )
        con.execute(
            "create or replace table marts.navettes (niveau varchar, niveau_origine varchar, code_origine varchar, "
            "niveau_destination varchar, code_destination varchar, millesime integer, flux double)"
        )
        con.executemany(
            "insert into marts.navettes values ('commune', 'commune', ?, 'commune', ?, 2022, ?)",
            [list(f) for f in FLOWS],
        )


def zones_warehouse(entrepot_demo: Path, folder: Path) -> Path:
    """The demonstration, two zones d'emploi, poles, a stock of 2024 and an agreement of 2021."""
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    lines = [
        f"{zone};{zone} (nom convenu);{home};{csp};GZ;{count};{units};{share};2021;2026"
        for zone, cells in CELLS.items()
        for home, csp, count, units, share in cells
    ]
    texts = {
        "StockEtablissement_2024.csv": OLD_STOCK,
        "mes_poles.csv": POLES,
        "salaries.csv": EMPLOYEES + "\n".join(lines) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    land(warehouse, *(folder / name for name in texts))
    surround(warehouse)
    dbt(warehouse, "build", "--indirect-selection", "cautious", "--select", *MODELS)
    return warehouse
