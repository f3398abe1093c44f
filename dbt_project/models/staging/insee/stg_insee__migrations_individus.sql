-- Twenty million lines a census: summed before anything else.
with editions as (

    {{ meilleures_editions('insee_migrations_individus') }}

),

lignes as (

    select
        {{ commune_de_rattachement('individus.code_commune') }} as code_commune,
        {{ lieu_d_un_flux('individus.code_anterieur') }} as code_anterieur,
        try_cast(individus.age as integer) as age,
        -- From RP 2022: status (1 at work, 2 unemployed, 3 retired, 4 others), then group.
        case
            when regexp_full_match(individus.csp, '[1-8]') then try_cast(individus.csp as integer)
            when regexp_full_match(individus.csp, '[12][1-6]')
                then try_cast(right(individus.csp, 1) as integer)
            when individus.csp = '32' then 7
            when individus.csp is not null then 8
        end as csp,
        cast({{ nombre('individus.poids') }} as decimal(28, 12)) as poids,
        individus._millesime as millesime,
        individus._geographie as geographie,
        individus._edition as edition,
        editions.rang_edition,
        individus._nature as nature,
        individus._livraison as livraison,
        individus._feuille as feuille,
        individus._ligne as ligne
    from {{ source('raw', 'insee_migrations_individus') }} as individus
    inner join editions
        on
            individus._millesime = editions._millesime
            and individus._geographie = editions._geographie
            and individus._edition = editions._edition

)

select
    code_commune,
    code_anterieur,
    age,
    csp,
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
group by code_commune, code_anterieur, age, csp, millesime, geographie, edition, rang_edition
