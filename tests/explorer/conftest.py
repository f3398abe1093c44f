"""A warehouse of four communes, with the columns of the real marts and round figures."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.views import open_view, read

LEVELS = """
    ('commune', '62498', '62498', 'Lens'), ('commune', '62510', '62510', 'Liévin'),
    ('commune', '59178', '59178', 'Douai'), ('commune', '80021', '80021', 'Amiens'),
    ('epci', '246200364', '62498', 'CA de Lens - Liévin'), ('epci', '246200364', '62510', 'CA de Lens - Liévin'),
    ('epci', '200044618', '59178', 'CA Douaisis Agglo'), ('epci', '248000531', '80021', 'CA Amiens Métropole'),
    ('perimetre', 'bassin_minier', '62498', 'Bassin minier'),
    ('perimetre', 'bassin_minier', '62510', 'Bassin minier'),
    ('perimetre', 'bassin_minier', '59178', 'Bassin minier'),
    ('departement', '62', '62498', 'Pas-de-Calais'), ('departement', '62', '62510', 'Pas-de-Calais'),
    ('departement', '59', '59178', 'Nord'), ('departement', '80', '80021', 'Somme')
"""

POPULATIONS = """
    ('62498', 2016, 30000), ('62498', 2018, 31000), ('62498', 2023, 33000),
    ('62510', 2016, 31000), ('62510', 2018, 30500), ('62510', 2023, 30000),
    ('59178', 2016, 40000), ('59178', 2018, 39500), ('59178', 2023, 39000),
    ('80021', 2018, 134000), ('80021', 2023, 136000)
"""

RATES = """
    ('commune', '62498', 30.0, 'disponible'), ('commune', '62510', null, 'secret'),
    ('commune', '59178', 24.0, 'disponible'), ('perimetre', 'bassin_minier', 26.0, 'estime')
"""

BUILD = f"""
create schema marts;
create table marts.entrepot as select $mode as mode, 2026 as geographie, 'observe' as nature;

create table marts.appartenances as
with mailles(niveau, code_territoire, code_commune, nom_territoire) as (
    select * from (values {LEVELS})
    union all
    select t.niveau, t.code, c.code_commune, t.nom
    from
        (values ('region', '32', 'Hauts-de-France'), ('france', 'FRHM', 'France hors Mayotte')) as t(niveau, code, nom),
        (values ('62498'), ('62510'), ('59178'), ('80021')) as c(code_commune)
)
select *, 2026 as geographie, 2026 as geographie_source, 'observe' as nature from mailles;

create table marts.territoires as
select
    niveau, code_territoire, any_value(nom_territoire) as nom_territoire,
    case when count(distinct left(code_commune, 2)) = 1 then any_value(left(code_commune, 2)) end as code_departement,
    '32' as code_region, cast(count(*) as integer) as nombre_communes,
    10.0 * count(*) as surface_km2, 'estime' as surface_km2_statut,
    2026 as geographie, true as actif, 'observe' as nature
from marts.appartenances group by niveau, code_territoire;
delete from marts.appartenances where niveau = 'commune';

create table marts.population as
with recensements(code_commune, millesime, habitants) as (values {POPULATIONS}),
mailles as (
    select niveau, code_territoire, code_commune from marts.appartenances
    union all
    select 'commune', code_territoire, code_territoire from marts.territoires where niveau = 'commune'
)
select
    niveau, code_territoire, nom_territoire, millesime, $factor * sum(habitants) as population_municipale,
    case when count(*) = nombre_communes then 'disponible' else 'partiel' end as population_municipale_statut,
    count(*) / nombre_communes as couverture
from mailles join recensements using (code_commune) join marts.territoires using (niveau, code_territoire)
group by niveau, code_territoire, nom_territoire, millesime, nombre_communes;

create table marts.dictionnaire as
select *, 'INSEE' as source, 0.95 as couverture_minimale, 'aucune : donnée publique' as confidentialite
from (values
    ('population', 'population', 'population_municipale', 'Population municipale', 'Personnes qui résident là.',
        'personnes', 'effectif', null, null, 'Jamais d’année en année.'),
    ('pauvrete', 'pauvrete', 'taux_pauvrete_60', 'Taux de pauvreté à 60 %', 'Part des personnes pauvres.',
        '%', 'ratio', 'pauvres', 'personnes', 'Seuil national.')
) as t(theme, mart, indicateur, libelle, description, unite, genre, numerateur, denominateur, prudence);

create table marts.indicateurs as
select
    'population' as theme, 'population_municipale' as indicateur, niveau, code_territoire, millesime,
    cast(null as varchar) as periode, population_municipale as valeur, population_municipale_statut as statut,
    'observe' as nature, 'INSEE, populations de référence' as source, 'embarque' as edition,
    2026 as geographie_source, 2026 as geographie, couverture
from marts.population
union all
select
    'pauvrete', 'taux_pauvrete_60', niveau, code, 2019, null, valeur, statut, 'observe', 'INSEE, Filosofi', 'csv',
    2019, 2026, 1
from (values {RATES}) as t(niveau, code, valeur, statut);

create table marts.cites_communes(code_cite varchar, code_commune varchar);

create table marts.contours as
select
    'commune' as niveau, code as code_territoire, nom as nom_territoire,
    format('{{{{"type":"Polygon","coordinates":[[[{{0}},50.4],[{{1}},50.4],[{{1}},50.5],[{{0}},50.5],[{{0}},50.4]]]}}}}',
        lon, lon + 0.1) as geometrie,
    'observe' as nature
from (values ('62498', 'Lens', 2.8), ('62510', 'Liévin', 2.7), ('59178', 'Douai', 3.0)) as t(code, nom, lon);

create table marts.comparaisons as
select 'recensement' as theme, debut as millesime_debut, fin as millesime_fin, admissible, motif, 'observe' as nature
from (values
    (2016, 2018, false, 'Refusé : moins de cinq ans, les deux millésimes partagent des enquêtes annuelles.'),
    (2016, 2023, true, 'Admis : au moins six ans.'),
    (2018, 2023, false, 'Refusé : il faut au moins six ans.')
) as t(debut, fin, admissible, motif);

create table marts.ruptures as
select
    'recensement' as theme, 'population_municipale' as indicateur, millesime, ce_qui_change, comparable,
    'periode' as axe
from (values (2006, 'Les enquêtes annuelles commencent.', false), (2018, 'Quatre îles manquent.', false))
    as t(millesime, ce_qui_change, comparable);

create table marts.sources as
select jeu, 'INSEE' as producteur, titre, 'https://www.insee.fr/fr/' as page, 'bassin build --depot DOSSIER' as commande
from (values ('insee_zones_emploi', 'Zones d’emploi, composition communale'),
    ('insee_populations_reference', 'Populations de référence')) as t(jeu, titre);
"""

WriteMarts = Callable[..., Path]


@pytest.fixture
def write_marts(tmp_path: Path) -> WriteMarts:
    """Write the warehouse as a build does: beside, then swapped. Takes `mode` and a `factor` of the counts."""

    def write(mode: str = "demonstration", factor: int = 1) -> Path:
        beside, published = tmp_path / "build.duckdb", tmp_path / "warehouse.duckdb"
        with duckdb.connect(str(beside)) as connection:
            for statement in duckdb.extract_statements(BUILD):
                wanted = {"mode": mode, "factor": factor}
                given = {name: wanted[name] for name in statement.named_parameters}
                connection.execute(statement, given or None)
        beside.replace(published)
        return published

    return write


OpenPage = Callable[..., AppTest]
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Open the page on a warehouse, at an address."""

    def open_(warehouse: Path, **address: str) -> AppTest:
        monkeypatch.setenv("BASSIN_ENTREPOT", str(warehouse))
        return open_view(warehouse, **address)

    return open_


@pytest.fixture
def rows(entrepot_demo: Path) -> Rows:
    """Ask the demonstration beside the page."""
    return partial(read, entrepot_demo)
