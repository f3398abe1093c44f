-- Who lives in each cité, from INSEE's squares: each counts for the share of it that the cité covers.
{% set figures = [
    'individus', 'individus_65_79', 'individus_80_plus', 'menages', 'menages_pauvres', 'menages_proprietaires',
    'logements_sociaux'
] %}
{% set rapports = {
    'part_65_plus_pct': ['individus_65_plus', 'individus'],
    'part_menages_pauvres_pct': ['menages_pauvres', 'menages'],
    'part_menages_proprietaires_pct': ['menages_proprietaires', 'menages']
} %}
with carreaux as (

    select
        *,
        individus_65_79 + individus_80_plus as individus_65_plus,
        individus_statut = 'estime' as est_impute
    from {{ ref('stg_insee__carreaux_200m') }}
    -- Overseas grids have other origins.
    where code_territoire like 'CRS3035RES200m%'

),

millesimes as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from carreaux
    group by millesime

),

recouverts as (

    select
        recouverts.code as code_cite,
        millesimes.millesime,
        recouverts.part,
        carreaux.code_territoire as carreau,
        carreaux.est_impute,
        {% for figure in figures + ['individus_65_plus'] -%}
            carreaux.{{ figure }},
        {% endfor -%}
        millesimes.nature
    from {{ ref('int_temoins__carreaux') }} as recouverts
    cross join millesimes
    left join carreaux
        on
            recouverts.est_m = carreaux.est_m
            and recouverts.nord_m = carreaux.nord_m
            and millesimes.millesime = carreaux.millesime

),

sommes as (

    select
        code_cite,
        millesime,
        {% for figure in figures + ['individus_65_plus'] -%}
            {{ somme_des_carreaux(figure) }} as {{ figure }},
        {% endfor -%}
        cast(sum({{ sommable('individus * part') }}) filter (where est_impute) as double)
            as individus_imputes,
        cast(sum({{ sommable('part') }}) as double) as surface_carreaux,
        cast(coalesce(sum({{ sommable('part') }}) filter (where carreau is not null), 0) as double)
            as surface_habitee_carreaux,
        count(*) as nombre_carreaux,
        count(carreau) as nombre_carreaux_habites,
        {{ nature_la_plus_faible('nature') }} as nature
    from recouverts
    group by code_cite, millesime

),

jugees as (

    select
        sommes.* exclude (nature),
        cites.nom,
        {% for figure in figures + ['individus_65_plus'] -%}
            case when {{ figure }} is null then 'non_publie' else 'estime' end as {{ figure }}_statut,
        {% endfor -%}
        case
            when individus is null then 'non_publie'
            when individus = 0 then 'non_applicable'
            else 'estime'
        end as part_imputee_pct_statut,
        {{ nature_la_plus_faible_de('sommes.nature', 'cites.nature') }} as nature
    from sommes
    inner join {{ ref('cites') }} as cites
        on sommes.code_cite = cites.code_cite

),

rapportees as (

    select
        *,
        {{ statuts_des_ratios(rapports) }}
    from jugees

)

select
    'cite' as niveau,
    code_cite as code_territoire,
    nom as nom_territoire,
    millesime,
    {% for figure in ['individus', 'individus_65_plus'] + figures[1:] -%}
        {{ figure }},
        {{ figure }}_statut,
    {% endfor -%}
    {{ colonnes_des_ratios(rapports, 'rapportees') }},
    cast(nombre_carreaux as integer) as nombre_carreaux,
    cast(nombre_carreaux_habites as integer) as nombre_carreaux_habites,
    surface_carreaux,
    100 * surface_carreaux / nombre_carreaux as part_carreaux_recouverte_pct,
    100 * surface_habitee_carreaux / surface_carreaux as part_surface_habitee_pct,
    {{ si_admis('part_imputee_pct_statut', '100 * coalesce(individus_imputes, 0) / individus') }}
        as part_imputee_pct,
    part_imputee_pct_statut,
    nullif(concat_ws(
        ' ',
        case when surface_carreaux < 1 then 'La cité est plus petite qu’un carreau.' end,
        case
            when individus_imputes > individus / 2
                then 'Plus de la moitié des personnes sont de carreaux que l’INSEE a imputés.'
        end,
        case
            when nombre_carreaux_habites = 0
                then 'Aucun carreau de la cité n’est dans le fichier : inhabitée, ou hors de la livraison.'
        end
    ), '') as reserve,
    nature,
    'INSEE, données carroyées' as source
from rapportees
