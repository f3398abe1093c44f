"""The questions the page asks of the marts: all of its SQL is here."""

from dataclasses import dataclass

import pandas as pd

from explorer.territory import BASSIN, FRANCE, Key, Reference, Territory
from explorer.typography import reason
from explorer.warehouse import UnreadableError, Warehouse

# Beyond two départements, « its » département is no reference any more.
DEPARTEMENTS_AT_MOST = 2

ENTREPOT = "select mode, geographie from marts.entrepot"

LEVELS_IN_HAND = "select distinct niveau from marts.territoires where actif"

TERRITORIES = """
select code_territoire, nom_territoire, code_departement, nombre_communes, geographie
from marts.territoires
where niveau = $niveau and actif
order by strip_accents(lower(nom_territoire)), code_territoire
"""

# The territory of a level in which most of the Bassin's inhabitants live.
CLOSEST_TO_BASSIN = """
with bassin as (
    select code_commune
    from marts.appartenances
    where niveau = 'perimetre' and code_territoire = 'bassin_minier' and geographie = $geographie
),

habitants as (
    select
        code_territoire as code_commune,
        arg_max(population_municipale, millesime) as population
    from marts.population
    where niveau = 'commune'
    group by code_territoire
),

appartenances as (
    select code_commune, niveau, code_territoire
    from marts.appartenances
    where geographie = $geographie and niveau <> 'commune'
    union all
    select code_commune, 'commune' as niveau, code_commune as code_territoire
    from bassin
)

select appartenances.code_territoire
from appartenances
inner join bassin on appartenances.code_commune = bassin.code_commune
left join habitants on appartenances.code_commune = habitants.code_commune
where appartenances.niveau = $niveau
group by appartenances.code_territoire
order by sum(habitants.population) desc nulls last, count(*) desc, appartenances.code_territoire
limit 1
"""

MEMBERS = """
with membres as (
    select code_commune
    from marts.appartenances
    where niveau = $niveau and code_territoire = $code and geographie = $geographie
    union
    select code_territoire as code_commune
    from marts.territoires
    where $niveau = 'commune' and niveau = 'commune' and code_territoire = $code
)
"""

REFERENCES = (
    MEMBERS
    + """
, partages as (
    select
        appartenances.niveau,
        appartenances.code_territoire,
        count(*) as communes_communes
    from marts.appartenances
    inner join membres on appartenances.code_commune = membres.code_commune
    where appartenances.geographie = $geographie
    group by appartenances.niveau, appartenances.code_territoire
)

select
    territoires.niveau,
    territoires.code_territoire,
    territoires.nom_territoire,
    territoires.code_departement,
    territoires.nombre_communes,
    territoires.geographie,
    coalesce(partages.communes_communes, 0) as communes_communes
from marts.territoires
left join partages
    on
        territoires.niveau = partages.niveau
        and territoires.code_territoire = partages.code_territoire
where
    territoires.actif
    and territoires.niveau <> 'commune'
    and (territoires.niveau = 'perimetre' or partages.communes_communes > 0)
    and not (territoires.niveau = $niveau and territoires.code_territoire = $code)
order by territoires.nombre_communes, territoires.code_territoire
"""
)

POPULATION = """
select
    population.niveau,
    population.code_territoire,
    population.nom_territoire,
    population.millesime,
    round(population.population_municipale) as population_municipale,
    population.population_municipale_statut,
    population.couverture,
    population.densite_hab_km2,
    population.densite_hab_km2_statut,
    population.millesime_reference,
    population.taux_annuel_moyen_pct,
    population.taux_annuel_moyen_pct_statut,
    population.taux_annuel_moyen_pct_couverture,
    population.population_municipale_nature as nature,
    population.source,
    population.edition,
    population.geographie_source,
    population.geographie,
    entrepot.mode as mode_entrepot
from marts.population
cross join marts.entrepot
where
    population.niveau = $niveau
    and population.code_territoire = $code
    -- A demonstration draws the populations that the embedded data lack: they are not shown beside real ones.
    and population.population_municipale_nature is distinct from 'simule'
order by population.millesime
"""

PAIRS = """
select millesime_debut, millesime_fin, admissible, motif
from marts.comparaisons
where theme = 'recensement'
"""

BREAKS = """
select millesime, ce_qui_change, comparable
from marts.ruptures
where
    theme = 'recensement'
    and indicateur = 'population_municipale'
    and millesime between $first and $last
order by millesime, ce_qui_change
"""

COMMUNES = (
    MEMBERS
    + """
select
    population.niveau,
    membres.code_commune as code_territoire,
    territoires.nom_territoire,
    population.millesime,
    round(population.population_municipale) as population_municipale,
    population.population_municipale_statut,
    population.couverture,
    population.densite_hab_km2,
    population.densite_hab_km2_statut,
    population.millesime_reference,
    population.taux_annuel_moyen_pct,
    population.taux_annuel_moyen_pct_statut,
    population.taux_annuel_moyen_pct_couverture,
    population.population_municipale_nature as nature,
    population.source,
    population.edition,
    population.geographie_source,
    population.geographie,
    entrepot.mode as mode_entrepot
from membres
cross join marts.entrepot
left join marts.territoires
    on membres.code_commune = territoires.code_territoire and territoires.niveau = 'commune'
left join marts.population
    on
        membres.code_commune = population.code_territoire
        and population.niveau = 'commune'
        and population.millesime = $millesime
order by membres.code_commune
"""
)

CONTOURS = (
    MEMBERS
    + """
select
    contours.code_territoire,
    contours.geometrie
from marts.contours
inner join membres on contours.code_territoire = membres.code_commune
where contours.niveau = 'commune'
order by contours.code_territoire
"""
)

SOURCES = "select jeu, producteur, titre, page, commande from marts.sources"


@dataclass(frozen=True)
class Entrepot:
    """What the warehouse says of itself."""

    mode: str
    geographie: int

    @property
    def demonstration(self) -> bool:
        """True when the warehouse holds simulated figures beside the open data."""
        return self.mode == "demonstration"


def entrepot(warehouse: Warehouse) -> Entrepot:
    """The mode and the geography of analysis. Raises UnreadableError when the marts are empty."""
    rows = warehouse.read(ENTREPOT)
    # The geography of analysis is null as long as no territory is loaded.
    if rows["geographie"].isna().all():
        raise UnreadableError(
            f"L’entrepôt « {warehouse.path.name} » est vide : reconstruisez-le avec « make build » "
            "(ou « bassin build »), puis rechargez la page."
        )
    return Entrepot(str(rows["mode"].iloc[0]), int(rows["geographie"].iloc[0]))


def levels_in_hand(warehouse: Warehouse) -> set[str]:
    """The levels that have at least one territory."""
    return set(warehouse.read(LEVELS_IN_HAND)["niveau"])


def territories(warehouse: Warehouse, niveau: str) -> dict[str, Territory]:
    """The territories of a level, by code, in the order of their names."""
    rows = warehouse.read(TERRITORIES, niveau=niveau)
    columns = (
        rows["code_territoire"],
        rows["nom_territoire"],
        rows["code_departement"],
        rows["nombre_communes"],
        rows["geographie"],
    )
    return {
        code: Territory(Key(niveau, code), nom, text(departement), int(communes), int(geographie))
        for code, nom, departement, communes, geographie in zip(*columns, strict=True)
    }


def closest_to_bassin(warehouse: Warehouse, niveau: str, geographie: int) -> str | None:
    """The code that a level opens on: Bassin minier itself, else where most of its inhabitants live."""
    if niveau == BASSIN.niveau:
        return BASSIN.code
    rows = warehouse.read(CLOSEST_TO_BASSIN, niveau=niveau, geographie=geographie)
    return None if rows.empty else str(rows.at[0, "code_territoire"])


def references(warehouse: Warehouse, territory: Territory) -> list[Reference]:
    """What the territory may be compared with, smallest first, with those proposed by default."""
    rows = warehouse.read(
        REFERENCES,
        niveau=territory.key.niveau,
        code=territory.key.code,
        geographie=territory.geographie,
    )
    candidates = [
        (
            Territory(
                Key(row["niveau"], row["code_territoire"]),
                row["nom_territoire"],
                text(row["code_departement"]),
                int(row["nombre_communes"]),
                int(row["geographie"]),
            ),
            int(row["communes_communes"]) == territory.communes,
        )
        for row in rows.to_dict("records")
    ]
    keys = [candidate.key for candidate, _ in candidates]
    france = next((key for key in FRANCE if key in keys and territory.key.niveau != "france"), None)
    departements = sum(key.niveau == "departement" for key in keys)
    proposed = []
    for candidate, contains in candidates:
        niveau = candidate.key.niveau
        distinct = not (contains and candidate.communes == territory.communes)
        proposes = (
            candidate.key in {BASSIN, france}
            or (contains and niveau in {"epci", "region"})
            or (niveau == "departement" and departements <= DEPARTEMENTS_AT_MOST)
        )
        proposed.append(Reference(candidate, contains, distinct and proposes))
    return proposed


def population(warehouse: Warehouse, keys: list[Key]) -> pd.DataFrame:
    """The rows of `marts.population` of these territories, in their order, then by vintage."""
    parts = [warehouse.read(POPULATION, niveau=key.niveau, code=key.code) for key in keys]
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def refused_pairs(warehouse: Warehouse) -> dict[tuple[int, int], str]:
    """The pairs of census vintages that may not be compared, with the reason."""
    rows = warehouse.read(PAIRS)
    refused = rows[~rows["admissible"].astype(bool)]
    pairs = zip(refused["millesime_debut"], refused["millesime_fin"], refused["motif"], strict=True)
    return {(int(start), int(end)): reason(motif) for start, end, motif in pairs}


def breaks(warehouse: Warehouse, first: int, last: int) -> pd.DataFrame:
    """The breaks that a population series meets between two vintages: millesime, ce_qui_change, comparable."""
    return warehouse.read(BREAKS, first=first, last=last)


def communes(warehouse: Warehouse, territory: Territory, millesime: int) -> pd.DataFrame:
    """The communes of a territory, one row each, with their population of a vintage (or nothing)."""
    return warehouse.read(
        COMMUNES,
        niveau=territory.key.niveau,
        code=territory.key.code,
        geographie=territory.geographie,
        millesime=millesime,
    )


def contours(warehouse: Warehouse, territory: Territory) -> pd.DataFrame:
    """The GeoJSON contours in hand of the communes of a territory."""
    return warehouse.read(
        CONTOURS,
        niveau=territory.key.niveau,
        code=territory.key.code,
        geographie=territory.geographie,
    )


def sources(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """The data sets by name: producteur, titre, page, commande."""
    rows = warehouse.read(SOURCES).fillna("")
    return {str(row["jeu"]): {str(k): str(v) for k, v in row.items()} for row in rows.to_dict("records")}


def text(value: object) -> str | None:
    """A text cell, or None: pandas writes an absent one in several ways."""
    return value if isinstance(value, str) else None
