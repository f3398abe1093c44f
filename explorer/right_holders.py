"""What the marts tell of the right-holders of the mines: all of its SQL is here.

A figure that stays inside the Mission is never read: its status alone is.
"""

from explorer.territory import Key
from explorer.warehouse import Query

STOCK = """
select
    niveau,
    code_territoire,
    nom_territoire,
    millesime,
    if(personnes_statut = 'interne', null, personnes) as personnes,
    personnes_statut,
    if(droits_propres_statut = 'interne', null, droits_propres) as droits_propres,
    droits_propres_statut,
    if(reversions_statut = 'interne', null, reversions) as reversions,
    reversions_statut,
    if(hommes_statut = 'interne', null, hommes) as hommes,
    hommes_statut,
    if(femmes_statut = 'interne', null, femmes) as femmes,
    femmes_statut,
    if(moins_75_ans_statut = 'interne', null, moins_75_ans) as moins_75_ans,
    moins_75_ans_statut,
    if(de_75_a_84_ans_statut = 'interne', null, de_75_a_84_ans) as de_75_a_84_ans,
    de_75_a_84_ans_statut,
    if(plus_85_ans_statut = 'interne', null, plus_85_ans) as plus_85_ans,
    plus_85_ans_statut,
    if(loges_en_nature_statut = 'interne', null, loges_en_nature) as loges_en_nature,
    loges_en_nature_statut,
    if(indemnises_statut = 'interne', null, indemnises) as indemnises,
    indemnises_statut,
    if(logements_en_nature_statut = 'interne', null, logements_en_nature) as logements_en_nature,
    logements_en_nature_statut,
    if(age_moyen_statut = 'interne', null, age_moyen) as age_moyen,
    age_moyen_statut,
    if(densite_pour_1000_habitants_statut = 'interne', null, densite_pour_1000_habitants)
        as densite_pour_1000_habitants,
    densite_pour_1000_habitants_statut,
    if(densite_pour_100_logements_statut = 'interne', null, densite_pour_100_logements)
        as densite_pour_100_logements,
    densite_pour_100_logements_statut,
    millesime_precedent,
    if(evolution_annuelle_pct_statut = 'interne', null, evolution_annuelle_pct) as evolution_annuelle_pct,
    evolution_annuelle_pct_statut,
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
    if(statut = 'interne', null, valeur) as valeur,
    if(statut = 'interne', null, borne_basse) as borne_basse,
    if(statut = 'interne', null, borne_haute) as borne_haute
)
from comptes
where niveau = $niveau and code_territoire = $code
order by annee
"""

DEPARTURES = """
select
    niveau,
    code_territoire,
    nom_territoire,
    millesime,
    millesime_precedent,
    if(perte_personnes_statut = 'interne', null, perte_personnes) as perte_personnes,
    perte_personnes_statut,
    if(perte_logements_en_nature_statut = 'interne', null, perte_logements_en_nature) as perte_logements_en_nature,
    perte_logements_en_nature_statut,
    if(prestations_eur_statut = 'interne', null, prestations_eur) as prestations_eur,
    prestations_eur_statut,
    if(perte_prestations_eur_statut = 'interne', null, perte_prestations_eur) as perte_prestations_eur,
    perte_prestations_eur_statut,
    if(pensions_eur_statut = 'interne', null, pensions_eur) as pensions_eur,
    pensions_eur_statut,
    if(poids_population_pct_statut = 'interne', null, poids_population_pct) as poids_population_pct,
    poids_population_pct_statut,
    if(poids_prestations_revenu_pct_statut = 'interne', null, poids_prestations_revenu_pct)
        as poids_prestations_revenu_pct,
    poids_prestations_revenu_pct_statut,
    revenu_fiscal_millesime,
    nature,
    source
from marts.impact_ayants_droit
where niveau = $niveau and code_territoire = $code
order by millesime
"""

DEADLINES = """
select
    millesime,
    if(annee_moitie_statut = 'interne', null, annee_moitie) as annee_moitie,
    annee_moitie_statut,
    if(annee_moitie_au_plus_tot_statut = 'interne', null, annee_moitie_au_plus_tot) as annee_moitie_au_plus_tot,
    annee_moitie_au_plus_tot_statut,
    if(annee_moitie_au_plus_tard_statut = 'interne', null, annee_moitie_au_plus_tard) as annee_moitie_au_plus_tard,
    annee_moitie_au_plus_tard_statut,
    if(annee_neuf_dixiemes_statut = 'interne', null, annee_neuf_dixiemes) as annee_neuf_dixiemes,
    annee_neuf_dixiemes_statut,
    if(annee_neuf_dixiemes_au_plus_tot_statut = 'interne', null, annee_neuf_dixiemes_au_plus_tot)
        as annee_neuf_dixiemes_au_plus_tot,
    annee_neuf_dixiemes_au_plus_tot_statut,
    if(annee_neuf_dixiemes_au_plus_tard_statut = 'interne', null, annee_neuf_dixiemes_au_plus_tard)
        as annee_neuf_dixiemes_au_plus_tard,
    annee_neuf_dixiemes_au_plus_tard_statut
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
