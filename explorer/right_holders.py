"""What the marts tell of the right-holders of the mines: all of its SQL is here.

A figure that stays inside the Mission is never read: its status alone is.
"""

from explorer.territory import Key
from explorer.warehouse import Query


def shown(*figures: str) -> str:
    """The SQL of figures beside their `_statut`: null where it says that they stay inside, or says nothing."""
    told = (f"case when {name}_statut <> 'interne' then {name} end as {name},\n    {name}_statut" for name in figures)
    return ",\n    ".join(told)


COUNTED = (
    "personnes",
    "droits_propres",
    "reversions",
    "hommes",
    "femmes",
    "moins_75_ans",
    "de_75_a_84_ans",
    "plus_85_ans",
    "loges_en_nature",
    "indemnises",
    "logements_en_nature",
    "age_moyen",
    "densite_pour_1000_habitants",
    "densite_pour_100_logements",
)
LEFT = (
    "perte_personnes",
    "perte_logements_en_nature",
    "prestations_eur",
    "perte_prestations_eur",
    "pensions_eur",
    "poids_population_pct",
    "poids_prestations_revenu_pct",
)
YEARS = (
    "annee_moitie",
    "annee_moitie_au_plus_tot",
    "annee_moitie_au_plus_tard",
    "annee_neuf_dixiemes",
    "annee_neuf_dixiemes_au_plus_tot",
    "annee_neuf_dixiemes_au_plus_tard",
)

STOCK = f"""
select
    niveau,
    code_territoire,
    nom_territoire,
    millesime,
    {shown(*COUNTED)},
    millesime_precedent,
    {shown("evolution_annuelle_pct")},
    nature,
    source
from marts.ayants_droit
where niveau = $niveau and code_territoire = $code
order by millesime
"""

# What the lists counted, then what is expected after the last of them.
PROJECTION = """
with comptes as (
    select
        niveau,
        code_territoire,
        nom_territoire,
        millesime,
        millesime as annee,
        'liste' as serie,
        case $mesure
            when 'personnes' then personnes
            when 'droits_propres' then droits_propres
            when 'reversions' then reversions
            when 'logements' then logements_en_nature
        end as valeur,
        cast(null as double) as borne_basse,
        cast(null as double) as borne_haute,
        case $mesure
            when 'personnes' then personnes_statut
            when 'droits_propres' then droits_propres_statut
            when 'reversions' then reversions_statut
            when 'logements' then logements_en_nature_statut
        end as statut,
        nature,
        source
    from marts.ayants_droit
    where $mesure <> 'logements_liberes'
    union all
    select
        niveau,
        code_territoire,
        nom_territoire,
        millesime,
        annee,
        'projection' as serie,
        personnes as valeur,
        personnes_bas as borne_basse,
        personnes_haut as borne_haute,
        personnes_statut as statut,
        nature,
        source
    from marts.ayants_droit_projection
    where
        annee > millesime
        and sexe = 'ensemble'
        and droit = case $mesure
            when 'personnes' then 'ensemble'
            when 'droits_propres' then 'propre'
            when 'reversions' then 'reversion'
        end
    union all
    select
        niveau,
        code_territoire,
        nom_territoire,
        millesime,
        annee,
        'projection' as serie,
        if($mesure = 'logements', logements, logements_liberes) as valeur,
        if($mesure = 'logements', logements_bas, logements_liberes_bas) as borne_basse,
        if($mesure = 'logements', logements_haut, logements_liberes_haut) as borne_haute,
        if($mesure = 'logements', logements_statut, logements_liberes_statut) as statut,
        nature,
        source
    from marts.ayants_droit_projection_logements
    where annee > millesime and $mesure in ('logements', 'logements_liberes')
)

select * replace (
    case when statut <> 'interne' then valeur end as valeur,
    case when statut <> 'interne' then borne_basse end as borne_basse,
    case when statut <> 'interne' then borne_haute end as borne_haute
)
from comptes
where niveau = $niveau and code_territoire = $code
order by annee
"""

DEPARTURES = f"""
select
    niveau,
    code_territoire,
    nom_territoire,
    millesime,
    millesime_precedent,
    {shown(*LEFT)},
    revenu_fiscal_millesime,
    nature,
    source
from marts.impact_ayants_droit
where niveau = $niveau and code_territoire = $code
order by millesime
"""

DEADLINES = f"""
select
    millesime,
    {shown(*YEARS)}
from marts.ayants_droit_projection_echeances
where niveau = $niveau and code_territoire = $code
"""

DELIVERED = "select count(*) as lignes from marts.ayants_droit"


def stock(key: Key) -> Query:
    """One row a list: how many right-holders, by right, sex, age and housing; each figure with its `_statut`."""
    return Query(STOCK, _of(key))


def projection(key: Key, mesure: str) -> Query:
    """One row a year: `valeur`, `borne_basse`, `borne_haute` (90 %), `statut`; `serie` is liste or projection.

    `mesure`: personnes, droits_propres, reversions, logements (held in kind) or logements_liberes (in the year).
    """
    return Query(PROJECTION, {**_of(key), "mesure": mesure})


def departures(key: Key) -> Query:
    """One row a list: what left since the one before, persons, dwellings, euros; each figure with its `_statut`."""
    return Query(DEPARTURES, _of(key))


def deadlines(key: Key) -> Query:
    """At most one row: the years at which half, then nine tenths, are gone, with their interval at 90 %."""
    return Query(DEADLINES, _of(key))


def _of(key: Key) -> dict[str, str]:
    return {"niveau": key.niveau, "code": key.code}
