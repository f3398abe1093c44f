-- Eight million lines a census: summed before anything else.
with individus as (

    {{ lire_liste('insee_navettes_individus') }}

),

lignes as (

    select
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        {{ lieu_d_un_flux('code_travail') }} as code_travail,
        -- STAT_GSEC puts a 1, at work, before the group.
        try_cast(right(csp, 1) as integer) as csp,
        -- While two questionnaires were mixed INSEE published four levels (A to D), then the detail of the
        -- second. What the codes of the first meant, until RP 2013, no source in hand says: no level.
        case
            when diplome = 'A' then 'au_plus_brevet'
            when diplome = 'B' then 'cap_bep'
            when diplome = 'C' then 'baccalaureat'
            when diplome = 'D' then 'superieur'
            when millesime < 2017 then null
            when diplome in ('01', '02', '03', '11', '12') then 'au_plus_brevet'
            when diplome = '13' then 'cap_bep'
            when diplome in ('14', '15') then 'baccalaureat'
            when diplome in ('16', '17', '18', '19') then 'superieur'
        end as diplome,
        cast({{ nombre('poids') }} as decimal(28, 12)) as poids,
        millesime,
        geographie,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from individus

)

select
    code_commune,
    code_travail,
    csp,
    diplome,
    case when count(*) = count(poids) then sum(poids) end as effectif,
    case when count(*) = count(poids) then 'disponible' else 'non_publie' end as effectif_statut,
    millesime,
    geographie,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from lignes
group by code_commune, code_travail, csp, diplome, millesime, geographie, edition, rang_edition
