-- Eight million lines a census: summed before anything else.
with editions as (

    {{ meilleures_editions('insee_navettes_individus') }}

),

lignes as (

    select
        {{ commune_de_rattachement('individus.code_commune') }} as code_commune,
        {{ lieu_d_un_flux('individus.code_travail') }} as code_travail,
        -- STAT_GSEC puts a 1, at work, before the group.
        try_cast(right(individus.csp, 1) as integer) as csp,
        -- While two questionnaires were mixed INSEE published four levels (A to D), then the detail of the
        -- second. What the codes of the first meant, until RP 2013, no source in hand says: no level.
        case
            when individus.diplome = 'A' then 'au_plus_brevet'
            when individus.diplome = 'B' then 'cap_bep'
            when individus.diplome = 'C' then 'baccalaureat'
            when individus.diplome = 'D' then 'superieur'
            when individus._millesime < 2017 then null
            when individus.diplome in ('01', '02', '03', '11', '12') then 'au_plus_brevet'
            when individus.diplome = '13' then 'cap_bep'
            when individus.diplome in ('14', '15') then 'baccalaureat'
            when individus.diplome in ('16', '17', '18', '19') then 'superieur'
        end as diplome,
        cast({{ nombre('individus.poids') }} as decimal(28, 12)) as poids,
        individus._millesime as millesime,
        individus._geographie as geographie,
        individus._edition as edition,
        editions.rang_edition,
        individus._nature as nature,
        individus._livraison as livraison,
        individus._feuille as feuille,
        individus._ligne as ligne
    from {{ source('raw', 'insee_navettes_individus') }} as individus
    inner join editions
        on
            individus._millesime = editions._millesime
            and individus._geographie = editions._geographie
            and individus._edition = editions._edition

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
