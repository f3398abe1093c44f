-- Twenty million lines a census: summed before anything else.
with individus as (

    {{ lire_liste('insee_migrations_individus') }}

),

lignes as (

    select
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        {{ lieu_d_un_flux('code_anterieur') }} as code_anterieur,
        try_cast(age as integer) as age,
        -- From RP 2022: status (1 at work, 2 unemployed, 3 retired, 4 others), then group.
        case
            when regexp_full_match(csp, '[1-8]') then try_cast(csp as integer)
            when regexp_full_match(csp, '[12][1-6]') then try_cast(right(csp, 1) as integer)
            when csp = '32' then 7
            when csp is not null then 8
        end as csp,
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
