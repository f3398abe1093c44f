-- Twenty million lines a census: summed before anything else. The macro that keeps the best edition sorts the
-- lines, so its rule is applied here to their sums.
{% set poids = 'cast(' ~ nombre('poids') ~ ' as decimal(28, 12))' %}
with sommes as (

    select
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        {{ lieu_anterieur('code_anterieur') }} as code_anterieur,
        try_cast(age as integer) as age,
        -- From RP 2022: status (1 at work, 2 unemployed, 3 retired, 4 others), then group.
        case
            when regexp_full_match(csp, '[1-8]') then try_cast(csp as integer)
            when regexp_full_match(csp, '[12][1-6]') then try_cast(right(csp, 1) as integer)
            when csp = '32' then 7
            when csp is not null then 8
        end as csp,
        case when count(*) = count({{ nombre('poids') }}) then sum({{ poids }}) end as effectif,
        _millesime as millesime,
        _geographie as geographie,
        _edition as edition,
        {{ nature_la_plus_faible('_nature') }} as nature,
        min(_livraison) as livraison,
        min(_feuille) as feuille,
        min(_ligne) as ligne
    from {{ source('raw', 'insee_migrations_individus') }}
    group by all

)

select
    sommes.code_commune,
    sommes.code_anterieur,
    sommes.age,
    sommes.csp,
    sommes.effectif,
    case when sommes.effectif is null then 'non_publie' else 'disponible' end as effectif_statut,
    sommes.millesime,
    sommes.geographie,
    sommes.edition,
    coalesce(editions.rang, 999) as rang_edition,
    sommes.nature,
    sommes.livraison,
    sommes.feuille,
    sommes.ligne
from sommes
left join {{ source('meta', 'editions') }} as editions
    on
        editions.jeu = 'insee_migrations_individus'
        and sommes.edition = editions.edition
qualify rank() over (
        partition by sommes.millesime, sommes.geographie
        order by coalesce(editions.rang, 999), sommes.edition
    ) = 1
