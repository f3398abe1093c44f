"""The territories one may look at, and what to compare them with."""

from explorer.territory import BASSIN, FRANCE, Key, Reference, Territory
from explorer.typography import text
from explorer.warehouse import Warehouse

# Beyond two départements, « its » département is no reference any more.
DEPARTEMENTS_AT_MOST = 2

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

SOURCES = "select jeu, producteur, titre, page, commande from marts.sources"


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


def references(warehouse: Warehouse, territory: Territory, told: frozenset[str] = frozenset()) -> list[Reference]:
    """What the territory may be compared with, smallest first, with those proposed by default.

    `told`: the codes of France that have the figure looked at; a producer publishes it for one of them.
    """
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
    frances = [key for key in FRANCE if key in keys and territory.key.niveau != "france"]
    france = next((key for key in frances if key.code in told), next(iter(frances), None))
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


def sources(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """The data sets by name: producteur, titre, page, commande."""
    rows = warehouse.read(SOURCES).fillna("")
    return {str(row["jeu"]): {str(k): str(v) for k, v in row.items()} for row in rows.to_dict("records")}
