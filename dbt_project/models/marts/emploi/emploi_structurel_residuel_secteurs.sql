{% set effets = ['effet_national', 'effet_structurel', 'effet_local'] %}
with contributions as (

    select *
    from {{ ref('int_emploi__contributions') }}

)

select
    contributions.source,
    contributions.niveau,
    contributions.code_territoire,
    territoires.nom_territoire,
    contributions.date_debut,
    contributions.date_fin,
    paires.millesime_fin as millesime,
    contributions.nomenclature,
    contributions.secteur,
    coalesce(libelles.libelle, contributions.secteur) as libelle_secteur,
    {% for figure in ['effectif_debut', 'effectif_fin'] + effets -%}
        cast(contributions.{{ figure }} as double) as {{ figure }},
        case when contributions.{{ figure }} is null then 'non_applicable' else paires.statut end
            as {{ figure }}_statut,
    {% endfor -%}
    paires.nature
from contributions
inner join {{ ref('int_emploi__paires') }} as paires
    on
        contributions.source = paires.source
        and contributions.niveau = paires.niveau
        and contributions.code_territoire = paires.code_territoire
        and contributions.date_debut = paires.date_debut
        and contributions.date_fin = paires.date_fin
inner join {{ ref('territoires') }} as territoires
    on
        contributions.niveau = territoires.niveau
        and contributions.code_territoire = territoires.code_territoire
left join {{ ref('int_emploi__libelles') }} as libelles
    on
        contributions.nomenclature = libelles.nomenclature
        and contributions.secteur = libelles.secteur
