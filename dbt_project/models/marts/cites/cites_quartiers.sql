with cites as (

    select
        code_cite,
        nom,
        nature
    from {{ ref('int_cites__cites') }}

)

select
    cites.code_cite,
    cites.nom as nom_cite,
    quartiers.niveau,
    quartiers.code_qpv,
    quartiers.nom_qpv,
    least(100 * recouvrements.surface_m2 / recouvrements.surface_totale_m2, 100) as part_cite_pct,
    'estime' as part_cite_pct_statut,
    {{ nature_la_plus_faible_de('cites.nature', 'quartiers.nature') }} as nature
from {{ ref('int_cites__recouvrements') }} as recouvrements
inner join cites
    on recouvrements.code = cites.code_cite
inner join {{ ref('stg_anct__qpv_contours') }} as quartiers
    on
        recouvrements.genre = quartiers.niveau
        and recouvrements.code_zone = quartiers.code_qpv
