{% set figures = ['effectif_debut', 'effectif_fin', 'effet_national', 'effet_structurel', 'effet_local'] %}
with paires as (

    select *
    from {{ ref('int_emploi__paires') }}

),

sommes as (

    select
        source,
        niveau,
        code_territoire,
        date_debut,
        {% for figure in figures -%}
            cast({{ somme_entiere(figure) }} as double) as {{ figure }},
        {% endfor -%}
        date_fin
    from {{ ref('int_emploi__contributions') }}
    group by source, niveau, code_territoire, date_debut, date_fin

)

select
    paires.source,
    paires.niveau,
    paires.code_territoire,
    territoires.nom_territoire,
    paires.date_debut,
    paires.date_fin,
    paires.millesime_debut,
    paires.millesime_fin as millesime,
    paires.nomenclature,
    {% for figure in figures -%}
        sommes.{{ figure }},
        case
            when sommes.{{ figure }} is null and {{ est_admis('paires.statut') }} then 'non_applicable'
            else paires.statut
        end as {{ figure }}_statut,
    {% endfor -%}
    sommes.effectif_fin - sommes.effectif_debut as variation,
    case
        when sommes.effectif_fin is null and {{ est_admis('paires.statut') }} then 'non_applicable'
        else paires.statut
    end as variation_statut,
    paires.motif,
    paires.nature
from paires
inner join {{ ref('territoires') }} as territoires
    on
        paires.niveau = territoires.niveau
        and paires.code_territoire = territoires.code_territoire
left join sommes
    on
        paires.source = sommes.source
        and paires.niveau = sommes.niveau
        and paires.code_territoire = sommes.code_territoire
        and paires.date_debut = sommes.date_debut
        and paires.date_fin = sommes.date_fin
