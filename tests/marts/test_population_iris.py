"""The IRIS of the census: the third party's shares as it gives them, at its own level and no other."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.marts.conftest import Query

FIGURES = {
    "P{aa}_POP": "population",
    "men_tot_stock_{aa}": "menages",
    "dmv_65p_pct_{aa}": "part_65_ans_plus_pct",
    "dmv_75p_pct_{aa}": "part_75_ans_plus_pct",
    "dmv_iv_ind_{aa}": "indice_vieillissement",
    "men_seul_pct_{aa}": "part_menages_une_personne_pct",
    "men_mono_pct_{aa}": "part_menages_monoparentaux_pct",
    "dsp_csp_agri_pct_{aa}": "part_agriculteurs_pct",
    "dsp_csp_artis_pct_{aa}": "part_artisans_commercants_pct",
    "dsp_csp_cadres_pct_{aa}": "part_cadres_pct",
    "dsp_csp_profint_pct_{aa}": "part_professions_intermediaires_pct",
    "dsp_csp_employes_pct_{aa}": "part_employes_pct",
    "dsp_csp_ouvriers_pct_{aa}": "part_ouvriers_pct",
    "dsp_csp_retraites_pct_{aa}": "part_retraites_pct",
    "dsp_csp_inactifs_pct_{aa}": "part_autres_sans_activite_pct",
    "dsp_dipl_sup_pct_{aa}": "part_diplomes_superieur_pct",
    "soc_txchom_1564_{aa}": "taux_chomage_recensement_pct",
    "log_prop_pct_{aa}": "part_proprietaires_pct",
    "log_loc_pct_{aa}": "part_locataires_pct",
    "log_vac_pct_{aa}": "taux_vacance_pct",
    "log_emmenrec_pct_{aa}": "part_emmenages_recents_pct",
}
CSP = [figure for header, figure in FIGURES.items() if header.startswith("dsp_csp_")]


def test_the_shares_of_the_social_categories_make_a_hundred(reel: Query) -> None:
    rows = reel(f"select count(*), min({' + '.join(CSP)}), max({' + '.join(CSP)}) from marts.population_iris")
    [(count, least, most)] = rows
    assert count == 3 * 2507
    assert least == pytest.approx(100, abs=0.05)
    assert most == pytest.approx(100, abs=0.05)


def test_no_share_leaves_the_iris_for_a_higher_level(reel: Query) -> None:
    assert reel("select distinct niveau, nature, geographie_source from marts.population_iris") == [
        ("iris", "tiers", 2024)
    ]
    told = reel("select distinct niveau from marts.indicateurs where indicateur = 'part_menages_monoparentaux_pct'")
    assert told in ([("iris",)], [])


@pytest.mark.parametrize("header", FIGURES)
def test_every_figure_is_the_one_of_the_file_or_absent(header: str, reel: Query, reels: Path) -> None:
    files = [str(reels / "tiers" / f"agg_iris_{dep}.parquet") for dep in (59, 62)]
    figure = FIGURES[header]
    for vintage in (2011, 2016, 2022):
        name = header.format(aa=vintage % 100)
        told: dict[str, float | None] = dict(
            reel(f"select code_territoire, {figure} from marts.population_iris where millesime = {vintage}")
        )
        with duckdb.connect() as con:
            given = con.from_parquet(files, union_by_name=True)
            published = name in given.columns
            known = dict(given.project(f'code, "{name}"').fetchall()) if published else dict.fromkeys(told)
        absent = {code for code, value in told.items() if value is None and known[code] is not None}
        assert told.keys() == known.keys()
        assert {code: value for code, value in told.items() if code not in absent} == {
            code: value for code, value in known.items() if code not in absent
        }
        if (figure, vintage) == ("part_diplomes_superieur_pct", 2011):
            assert len(absent) == 2499  # diplomas above two years of higher education only
        else:
            assert absent == ({"621600102"} if (figure, vintage) == ("taux_chomage_recensement_pct", 2022) else set())


def test_an_unemployment_rate_above_a_hundred_is_absent_and_says_so(reel: Query) -> None:
    assert reel(
        "select population, taux_chomage_recensement_pct, taux_chomage_recensement_pct_statut "
        "from marts.population_iris where code_territoire = '621600102' and millesime = 2022"
    ) == [(8, None, "non_publie")]


def test_an_iris_says_whether_its_commune_is_divided(reel: Query) -> None:
    assert (
        reel("select * from marts.population_iris where (type_iris = 'Z') <> (right(code_territoire, 4) = '0000')")
        == []
    )
    assert reel("select count(*) from marts.population_iris where type_iris = 'Z' and millesime = 2022") == [(1352,)]


def test_a_demonstration_has_no_iris_of_a_third_party(demo: Query) -> None:
    assert demo("select count(*) from marts.population_iris where nature = 'tiers'") == [(0,)]


@pytest.mark.parametrize(("epci", "published"), [("200042190", 0.09), ("200041960", 0.82)])
def test_the_growth_from_2011_to_2016_is_the_one_insee_published(epci: str, published: float, reel: Query) -> None:
    """INSEE Flash Hauts-de-France 74; the census of 2011 is in hand in the third party's file only."""
    [(start, end)] = reel(
        """
        select sum(population) filter (where millesime = 2011), sum(population) filter (where millesime = 2016)
        from marts.population_iris
        inner join marts.appartenances using (code_commune)
        inner join marts.entrepot on appartenances.geographie = entrepot.geographie
        where appartenances.niveau = 'epci' and appartenances.code_territoire = ?""",
        epci,
    )
    assert round(100 * ((float(end) / float(start)) ** (1 / 5) - 1), 2) == published
