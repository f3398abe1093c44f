with cites as (

    select *
    from {{ ref('int_cites__cites') }}

),

a_verifier as (

    select distinct unnest([code_cite_1, code_cite_2]) as code_cite
    from {{ ref('int_cites__a_verifier') }}

)

select
    cites.code_cite,
    cast(cites.nom as varchar) as nom,
    cites.nom_2 as autre_nom,
    cites.communes,
    cites.bailleurs,
    cites.type,
    cites.compagnie,
    cites.interet,
    cites.inscrite,
    cites.zone_tampon,
    cites.erbm,
    cites.inscrite_mh,
    cites.classee_mh,
    cites.id_lsm,
    cites.id_unesco,
    cites.surface_m2 / 10000 as surface_ha,
    'estime' as surface_ha_statut,
    cast(cites.part_inscrite_pct as double) as part_inscrite_pct,
    case when cites.part_inscrite_pct is null then 'non_charge' else 'estime' end as part_inscrite_pct_statut,
    cast(cites.part_zone_tampon_pct as double) as part_zone_tampon_pct,
    case when cites.part_zone_tampon_pct is null then 'non_charge' else 'estime' end
        as part_zone_tampon_pct_statut,
    {% for annee in [2015, 2024] -%}
        cast(parts_qpv.part_qpv_{{ annee }}_pct as double) as part_qpv_{{ annee }}_pct,
        case when parts_qpv.part_qpv_{{ annee }}_pct is null then 'non_charge' else 'estime' end
            as part_qpv_{{ annee }}_pct_statut,
    {% endfor -%}
    cast(cites.nombre_objets as integer) as nombre_objets,
    a_verifier.code_cite is not null as a_verifier,
    cites.nature
from cites
inner join {{ ref('int_cites__parts_qpv') }} as parts_qpv
    on cites.code_cite = parts_qpv.code_cite
left join a_verifier
    on cites.code_cite = a_verifier.code_cite
