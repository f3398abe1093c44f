"""Census figures: INSEE's file to the digit, sums and ratios of sums above it, and the laws of a population."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from .conftest import Query

COMMUNES = {"62498": "Lens", "59178": "Douai", "59606": "Valenciennes", "62637": "Oignies"}
MUNICIPAL = [(75101, 75120), (13201, 13216), (69381, 69389)]
IN_STRUCTURE = {
    "POP": "population",
    "MEN": "menages",
    "LOG": "logements",
    "RP": "residences_principales",
    "RSECOCC": "residences_secondaires",
    "LOGVAC": "logements_vacants",
    "RP_PROP": "proprietaires",
    "EMPLT": "emplois",
    "EMPLT_SAL": "emplois_salaries",
    "POP1564": "population_15_64",
    "CHOM1564": "chomeurs_15_64",
    "ACT1564": "actifs_15_64",
}
RATES = {
    "taux_vacance_pct": ("LOGVAC", "LOG"),
    "part_residences_secondaires_pct": ("RSECOCC", "LOG"),
    "part_proprietaires_pct": ("RP_PROP", "RP"),
    "taux_chomage_recensement_pct": ("CHOM1564", "ACT1564"),
    "taux_activite_15_64_pct": ("ACT1564", "POP1564"),
}


@pytest.fixture(scope="session")
def comparateur(reels: Path) -> dict[str, dict[str, float | None]]:
    """INSEE's file, read without the house: code of the commune → variable → figure."""
    archive = zipfile.ZipFile(reels / "insee" / "comparateur" / "base_cc_comparateur_csv.zip")
    lines = io.StringIO(archive.read("base_cc_comparateur.CSV").decode("utf-8"))
    return {
        row.pop("CODGEO"): {name: float(cell) if cell else None for name, cell in row.items()}
        for row in csv.DictReader(lines, delimiter=";")
    }


@pytest.mark.parametrize("code", COMMUNES)
def test_a_commune_has_the_figures_of_the_file(
    code: str, reel: Query, comparateur: dict[str, dict[str, float | None]]
) -> None:
    for year in (18, 13):
        kept = {variable: name for variable, name in IN_STRUCTURE.items() if f"P{year}_{variable}" in comparateur[code]}
        [figures] = reel(
            f"select {', '.join(kept.values())} from marts.population_structure "
            "where niveau = 'commune' and code_territoire = ? and millesime = ?",
            code,
            2000 + year,
        )
        assert figures == pytest.approx([comparateur[code][f"P{year}_{variable}"] for variable in kept])


@pytest.mark.parametrize("code", COMMUNES)
def test_births_and_deaths_are_those_of_the_file(
    code: str, reel: Query, comparateur: dict[str, dict[str, float | None]]
) -> None:
    rows = reel(
        "select millesime_reference, naissances, deces from marts.population "
        "where niveau = 'commune' and code_territoire = ? and millesime = 2018",
        code,
    )
    assert rows == [(2013, comparateur[code]["NAIS1318"], comparateur[code]["DECE1318"])]
    domiciled = reel(
        "select naissances, deces from staging.stg_insee__rp_comparateur_mouvements "
        "where code_commune = ? and periode = '2020'",
        code,
    )
    assert domiciled == [(comparateur[code]["NAISD20"], comparateur[code]["DECESD20"])]


def test_every_commune_of_the_file_is_in_staging_to_the_digit(
    reel: Query, comparateur: dict[str, dict[str, float | None]]
) -> None:
    names = ", ".join(IN_STRUCTURE.values())
    rows = reel(f"select code_commune, {names} from staging.stg_insee__rp_comparateur where millesime = 2018")
    arrondissements = {f"{first + rank}" for first, last in MUNICIPAL for rank in range(last - first + 1)}
    assert {row[0] for row in rows} == comparateur.keys() - arrondissements
    wrong = [
        code
        for code, *figures in rows
        if figures != pytest.approx([comparateur[code][f"P18_{variable}"] for variable in IN_STRUCTURE])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("epci", "246200364"),
        ("epci", "245901160"),
        ("perimetre", "bassin_minier"),
        ("perimetre", "epci8"),
        ("perimetre", "epci7"),
        ("departement", "59"),
        ("departement", "62"),
    ],
)
def test_above_the_commune_counts_are_sums_and_rates_are_ratios_of_sums(
    level: str, code: str, reel: Query, comparateur: dict[str, dict[str, float | None]]
) -> None:
    members = [
        row[0]
        for row in reel(
            "select code_commune from marts.appartenances inner join marts.entrepot using (geographie) "
            "where niveau = ? and code_territoire = ?",
            level,
            code,
        )
    ]
    # Communes of 2026 are those of 2021, or unions of them: what a union holds is found by its former codes.
    former: dict[str, list[str]] = {}
    for origin, destination in reel(
        "select code_commune_origine, code_commune_destination from marts.passages "
        "inner join marts.entrepot on geographie_destination = geographie where geographie_origine = 2021"
    ):
        former.setdefault(destination, []).append(origin)
    sums = {
        variable: sum(comparateur[origin][f"P18_{variable}"] or 0.0 for member in members for origin in former[member])
        for variable in IN_STRUCTURE
    }
    [figures] = reel(
        f"select {', '.join([*IN_STRUCTURE.values(), *RATES])} from marts.population_structure "
        "where niveau = ? and code_territoire = ? and millesime = 2018",
        level,
        code,
    )
    expected = [*sums.values(), *(100 * sums[top] / sums[bottom] for top, bottom in RATES.values())]
    assert figures == pytest.approx(expected)


def test_the_census_of_the_comparateur_is_that_of_the_populations_de_reference(reel: Query) -> None:
    compared, different = reel("""
        select count(*), count(*) filter (where comparateur.population <> publiees.population_municipale)
        from staging.stg_insee__rp_comparateur as comparateur
        inner join staging.stg_insee__populations_reference as publiees
            on publiees.niveau = 'commune' and publiees.code_territoire = comparateur.code_commune
            and publiees.millesime = comparateur.millesime and publiees.geographie = comparateur.geographie
        where comparateur.millesime = 2018""")[0]
    assert (compared > 34_900, different) == (True, 0)


def test_the_bassin_grows_by_births_and_empties_by_departures(reel: Query) -> None:
    [row] = reel("""
        select millesime_reference, variation, naissances, deces, solde_naturel, solde_migratoire_apparent
        from marts.population
        where code_territoire = 'bassin_minier' and millesime = 2018""")
    assert row == (2013, 826, 78481, 59333, 19148, -18322)


# --- laws, whatever was loaded ------------------------------------------------------------------------------


def test_the_two_parts_of_the_growth_add_up_to_it(both: Query) -> None:
    known, wrong = both("""
        select count(*), count(*) filter (where
            solde_naturel <> naissances - deces
            or solde_naturel + solde_migratoire_apparent <> variation
            or abs(taux_solde_naturel_pct + taux_solde_migratoire_pct - taux_annuel_moyen_pct) > 1e-9)
        from marts.population where naissances is not null""")[0]
    assert known > 3000 and wrong == 0


def test_births_and_deaths_of_communes_add_up_to_every_perimeter(both: Query) -> None:
    assert (
        both("""
        with sommes as (
            select appartenances.code_territoire, communes.millesime,
                sum(communes.naissances) as naissances, sum(communes.deces) as deces
            from marts.appartenances
            inner join marts.entrepot using (geographie)
            inner join marts.population as communes
                on communes.niveau = 'commune' and communes.code_territoire = appartenances.code_commune
            where appartenances.niveau = 'perimetre'
            group by all
        )
        select * from marts.population inner join sommes using (code_territoire, millesime)
        where population.niveau = 'perimetre' and population.naissances is not null
            and (abs(population.naissances - sommes.naissances) > 1e-6 or abs(population.deces - sommes.deces) > 1e-6)
    """)
        == []
    )


def test_no_growth_is_given_between_two_censuses_that_may_not_be_compared(both: Query) -> None:
    assert (
        both("""
        select niveau, code_territoire, millesime_reference, millesime
        from marts.population
        left join marts.comparaisons
            on millesime_debut = millesime_reference and millesime_fin = millesime and theme = 'recensement'
        where taux_annuel_moyen_pct is not null and admissible is distinct from true""")
        == []
    )


def test_counts_of_communes_add_up_to_every_upper_level(both: Query) -> None:
    for figure in ("population", "logements", "residences_principales", "menages_une_personne", "ouvriers"):
        assert (
            both(f"""
            with sommes as (
                select appartenances.niveau, appartenances.code_territoire, communes.millesime,
                    sum(communes.{figure}) as somme
                from marts.appartenances
                inner join marts.entrepot using (geographie)
                inner join marts.population_structure as communes
                    on communes.niveau = 'commune' and communes.code_territoire = appartenances.code_commune
                group by all
            )
            select structure.niveau, structure.code_territoire, structure.millesime, structure.{figure}, somme
            from marts.population_structure as structure
            inner join sommes using (niveau, code_territoire, millesime)
            where structure.{figure} is not null and abs(structure.{figure} - somme) > 1e-6 * greatest(somme, 1)
        """)
            == []
        )


def test_a_rate_is_there_exactly_when_its_status_says_so_and_stays_in_its_bounds(both: Query) -> None:
    rates = both("""
        select indicateur from marts.dictionnaire
        where mart = 'population_structure' and genre = 'ratio' and unite = '%'""")
    assert len(rates) > 25
    for (rate,) in rates:
        assert (
            both(f"""
            select * from marts.population_structure
            where ({rate} is null) <> ({rate}_statut in ('non_publie', 'non_charge', 'non_applicable', 'secret'))
                or {rate} not between -1e-9 and 100 + 1e-9""")
            == []
        ), rate


def test_ages_add_up_to_the_population_of_each_sex_and_of_both(demo: Query) -> None:
    rows, wrong = demo("""
        with tranches as (
            select niveau, code_territoire, millesime, sexe, sum(effectif) as somme, sum(part_pct) as parts,
                count(*) as nombre
            from marts.population_ages where effectif is not null group by all
        ),
        totaux as (
            select niveau, code_territoire, millesime, 'ensemble' as sexe, population as total
            from marts.population_structure
            union all
            select niveau, code_territoire, millesime, 'hommes', hommes from marts.population_structure
            union all
            select niveau, code_territoire, millesime, 'femmes', femmes from marts.population_structure
        )
        select count(*), count(*) filter (where nombre <> 7 or abs(somme - total) > 1e-4 or abs(parts - 100) > 1e-6)
        from tranches inner join totaux using (niveau, code_territoire, millesime, sexe)
        where total > 0""")[0]
    assert rows > 10_000 and wrong == 0


def test_households_times_their_mean_size_fit_the_population_of_households(demo: Query) -> None:
    rows, wrong = demo("""
        select count(*), count(*) filter (where
            abs(menages * taille_moyenne_menages - population_menages) > 1e-6 * population_menages
            or population_menages > population + 1e-6)
        from marts.population_structure where taille_moyenne_menages is not null""")[0]
    assert rows > 3_000 and wrong == 0


def test_dwellings_and_tenures_fit_together(demo: Query) -> None:
    rows, wrong = demo("""
        select count(*), count(*) filter (where
            abs(residences_principales + residences_secondaires + logements_vacants - logements) > 1e-4
            or abs(proprietaires + locataires + loges_gratuitement - residences_principales) > 1e-4)
        from marts.population_structure where loges_gratuitement is not null""")[0]
    assert rows > 3_000 and wrong == 0


def test_no_real_population_is_compared_with_an_invented_one(demo: Query) -> None:
    assert (
        demo("""
        select * from marts.population as fin
        inner join marts.population as debut using (niveau, code_territoire)
        where debut.millesime = fin.millesime_reference and fin.taux_annuel_moyen_pct is not null
            and (fin.population_municipale_nature = 'simule') <> (debut.population_municipale_nature = 'simule')
    """)
        == []
    )


def test_every_figure_of_the_census_in_a_demonstration_says_that_it_is_simulated(demo: Query) -> None:
    for mart in ("population_structure", "population_ages"):
        assert demo(f"select distinct nature from marts.{mart}") == [("simule",)]
    natures = demo("""
        select distinct population_municipale_nature, naissances_nature, nature from marts.population
        where naissances is not null and millesime = 2022""")
    assert natures == [("observe", "simule", "mixte")]


def test_a_count_that_is_not_loaded_says_so(reel: Query) -> None:
    [row] = reel("""
        select population_0_14_statut, menages_une_personne_statut, loges_gratuitement_statut,
            indice_vieillissement_statut, taux_vacance_pct_statut
        from marts.population_structure where niveau = 'commune' and code_territoire = '62498' and millesime = 2018""")
    assert row == ("non_charge", "non_charge", "non_charge", "non_charge", "disponible")


def test_the_answer_printed_on_the_theme_page_is_that_of_the_warehouse(reel: Query) -> None:
    page = (Path(__file__).parents[2] / "docs" / "themes" / "population.md").read_text(encoding="utf-8")
    [query] = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    printed = re.findall(r"^\| (?!territoire)(\S.*?) \| ([\d ]+) \| (\S+) \|", page, re.MULTILINE)
    found = [
        (name, f"{persons:,}".replace(",", " "), f"{growth:.2f}".replace(".", ",").replace("-", "−"))
        for name, persons, growth, *_ in reel(query)
    ]
    assert printed == found
