-- Filosofi for every territory of the geography of analysis: published, else summed, else estimated.
{# How each figure reaches a territory that INSEE does not publish follows from its kind (dictionary). #}
{% set comptes = ['menages_fiscaux', 'personnes_menages_fiscaux'] %}
{% set deciles = [
    'revenu_d1', 'revenu_d2', 'revenu_d3', 'revenu_d4', 'revenu_median', 'revenu_d6', 'revenu_d7', 'revenu_d8',
    'revenu_d9'
] %}
{% set encadres = ['revenu_median', 'revenu_d1', 'revenu_d9', 'rapport_interdecile', 'taux_pauvrete_60'] %}
{% set autrement = comptes + deciles + encadres + ['part_menages_imposes'] %}
{% set sans_poids = figures_filosofi() | reject('in', autrement) | list + ['gini'] %}
with publies as (

    select *
    from {{ ref('int_pauvrete__publies') }}

),

sommes as (

    select
        *,
        -- Rates of whole EPCI, given to a tenth and weighted by persons, give that of their union.
        est_union_d_epci and taux_pauvrete_60_couverture = 1 as a_un_taux_exact
    from {{ ref('int_pauvrete__sommes') }}

),

estimations as (

    select *
    from {{ ref('int_pauvrete__estimations') }}

),

communes as (

    select
        code_commune,
        {{ departement_de('code_commune') }} as code_departement
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'commune'

),

-- Communes for which nothing is published have a row too, in the départements that the vintage covers.
communes_couvertes as (

    select
        'commune' as niveau,
        communes.code_commune as code_territoire,
        departements.millesime
    from communes
    inner join (
        select distinct
            {{ departement_de('code_territoire') }} as code_departement,
            millesime
        from publies
        where niveau = 'commune'
    ) as departements
        on communes.code_departement = departements.code_departement

),

cles as (

    {% for relation in ['publies', 'sommes', 'communes_couvertes'] -%}
        select
            niveau,
            code_territoire,
            millesime
        from {{ relation }}
        {{ 'union' if not loop.last }}
    {% endfor %}

)

select
    cles.niveau,
    cles.code_territoire,
    cles.millesime,

    {% for figure in comptes -%}
        case
            when publies.niveau is not null then publies.{{ figure }}
            when
                sommes.couverture_publiee >= {{ couverture_minimale('pauvrete', figure) }}
                then sommes.{{ figure }}
        end as {{ figure }},
        case
            when publies.niveau is not null then publies.{{ figure }}_statut
            when sommes.couverture_publiee = 1 then 'disponible'
            when sommes.couverture_publiee >= {{ couverture_minimale('pauvrete', figure) }} then 'partiel'
        end as {{ figure }}_statut,
    {% endfor %}

    {% for figure in deciles + ['rapport_interdecile'] -%}
        {%- set estimee = 'd5' if figure == 'revenu_median' else figure.replace('revenu_', '') -%}
        {%- set pas = '2' if figure == 'rapport_interdecile' else '-1' -%}
        case
            when publies.niveau is not null then publies.{{ figure }}
            else round(estimations.{{ estimee }}, {{ pas }})
        end as {{ figure }},
        case
            when publies.niveau is not null then publies.{{ figure }}_statut
            when estimations.{{ estimee }} is not null then 'estime'
        end as {{ figure }}_statut,
        {% if figure in encadres -%}
            round(estimations.{{ estimee }}_bas, {{ pas }}) as {{ figure }}_bas,
            round(estimations.{{ estimee }}_haut, {{ pas }}) as {{ figure }}_haut,
        {% endif -%}
    {% endfor %}

    -- The rates of whole EPCI, weighted by persons, give that of their union to a rounding.
    case
        when publies.niveau is not null then publies.taux_pauvrete_60
        when sommes.a_un_taux_exact then round(sommes.taux_pauvrete_60, 1)
        else round(estimations.taux_pauvrete_60, 1)
    end as taux_pauvrete_60,
    case
        when publies.niveau is not null then publies.taux_pauvrete_60_statut
        when sommes.a_un_taux_exact then 'arrondi'
        when estimations.taux_pauvrete_60 is not null then 'estime'
    end as taux_pauvrete_60_statut,
    case when sommes.a_un_taux_exact is not true then round(estimations.taux_pauvrete_60_bas, 1) end
        as taux_pauvrete_60_bas,
    case when sommes.a_un_taux_exact is not true then round(estimations.taux_pauvrete_60_haut, 1) end
        as taux_pauvrete_60_haut,

    case
        when publies.niveau is not null then publies.part_menages_imposes
        when
            sommes.part_menages_imposes_couverture
            >= {{ couverture_minimale('pauvrete', 'part_menages_imposes') }}
            then round(sommes.part_menages_imposes, 1)
    end as part_menages_imposes,
    case
        when publies.niveau is not null then publies.part_menages_imposes_statut
        when sommes.part_menages_imposes_couverture = 1 then 'arrondi'
        when
            sommes.part_menages_imposes_couverture
            >= {{ couverture_minimale('pauvrete', 'part_menages_imposes') }}
            then 'partiel'
    end as part_menages_imposes_statut,
    sommes.part_menages_imposes_couverture,

    {% for figure in sans_poids -%}
        publies.{{ figure }},
        case
            when publies.niveau is not null then publies.{{ figure }}_statut
            -- No published denominator: a share of several territories cannot be made.
            when sommes.niveau is not null then 'non_applicable'
        end as {{ figure }}_statut,
    {% endfor %}

    case when publies.niveau is not null then 1.0 else coalesce(sommes.couverture, 0.0) end as couverture,
    coalesce(publies.edition, sommes.edition) as edition,
    coalesce(publies.geographie_source, sommes.geographie_source) as geographie_source,
    coalesce(publies.nature, sommes.nature) as nature
from cles
left join publies
    on
        cles.niveau = publies.niveau
        and cles.code_territoire = publies.code_territoire
        and cles.millesime = publies.millesime
left join sommes
    on
        cles.niveau = sommes.niveau
        and cles.code_territoire = sommes.code_territoire
        and cles.millesime = sommes.millesime
left join estimations
    on
        cles.niveau = estimations.niveau
        and cles.code_territoire = estimations.code_territoire
        and cles.millesime = estimations.millesime
