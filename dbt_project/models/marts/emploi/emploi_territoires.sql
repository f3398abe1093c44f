{% set figures = {
    'emploi_salarie_prive': ['urssaf', 'effectif'],
    'emploi_salarie_total': ['flores', 'effectif'],
    'evolution_emploi_salarie_prive_pct': ['urssaf', 'evolution_annuelle_pct']
} %}
with series as (

    select
        *,
        replace(source, 'tiers_', '') as producteur
    from {{ ref('emploi_salarie') }}
    where source in ('urssaf', 'tiers_urssaf', 'flores', 'tiers_flores')

),

-- One source an indicator, all along: what a third party computed stands in only where no file of the
-- producer is loaded.
totaux as (

    select
        * exclude (source, producteur),
        producteur as source
    from series
    qualify source = producteur or not bool_or(source = producteur) over (partition by producteur)

),

lignes as (

    select distinct
        niveau,
        code_territoire,
        nom_territoire,
        millesime,
        geographie
    from totaux

),

-- What no delivery has of a year is not loaded; what a delivery leaves out is not published.
charges as (

    select
        millesime,
        coalesce(bool_or(source = 'urssaf'), false) as urssaf,
        coalesce(bool_or(source = 'flores'), false) as flores
    from totaux
    group by millesime

)

select
    lignes.niveau,
    lignes.code_territoire,
    lignes.nom_territoire,
    lignes.millesime,
    {% for figure, (source, colonne) in figures.items() -%}
        {{ source }}.{{ colonne }} as {{ figure }},
        coalesce(
            {{ source }}.{{ colonne }}_statut,
            case when charges.{{ source }} then 'non_publie' else 'non_charge' end
        ) as {{ figure }}_statut,
        coalesce({{ source }}.couverture, 0) as {{ figure }}_couverture,
        {{ source }}.nature as {{ figure }}_nature,
        {{ source }}.edition as {{ figure }}_edition,
        {{ source }}.geographie_source as {{ figure }}_geographie_source,
    {% endfor -%}
    case
        when urssaf.nature <> flores.nature then 'mixte'
        else coalesce(urssaf.nature, flores.nature)
    end as nature,
    lignes.geographie
from lignes
inner join charges
    on lignes.millesime = charges.millesime
{% for source in ['urssaf', 'flores'] -%}
    left join totaux as {{ source }}
        on
            {{ source }}.source = '{{ source }}'
            and lignes.niveau = {{ source }}.niveau
            and lignes.code_territoire = {{ source }}.code_territoire
            and lignes.millesime = {{ source }}.millesime
{% endfor -%}
