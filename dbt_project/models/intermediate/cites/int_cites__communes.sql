-- Communes that the layers name for each cité, with the share of its area in each: what lies out of them all
-- is left aside, outlines being approximate.
with citees as (

    select
        correspondance.code_cite,
        citees.code_commune,
        {{ nature_la_plus_faible('citees.nature') }} as nature
    from {{ ref('int_cites__communes_citees') }} as citees
    inner join {{ ref('int_cites__correspondance') }} as correspondance
        on citees.objet = correspondance.objet
    where citees.code_commune is not null
    group by correspondance.code_cite, citees.code_commune

),

surfaces as (

    select
        citees.code_cite,
        citees.code_commune,
        citees.nature,
        count(*) over cite as nombre_communes,
        bool_and(zones.code_zone is not null) over cite as a_ses_contours,
        -- decimal and not double: sums do not depend on the order of the rows.
        cast(coalesce(recouvrements.surface_m2, 0) as decimal(18, 3)) as surface_m2,
        sum(cast(coalesce(recouvrements.surface_m2, 0) as decimal(18, 3))) over cite as surface_citee_m2
    from citees
    left join {{ ref('int_cites__zones') }} as zones
        on
            zones.genre = 'commune'
            and citees.code_commune = zones.code_zone
    left join {{ ref('int_cites__recouvrements') }} as recouvrements
        on
            recouvrements.genre = 'commune'
            and citees.code_cite = recouvrements.code
            and citees.code_commune = recouvrements.code_zone
    window cite as (partition by citees.code_cite)

),

parts as (

    select
        *,
        nombre_communes > 1 and a_ses_contours and surface_citee_m2 > 0 as est_partagee
    from surfaces

)

select
    code_cite,
    code_commune,
    case
        when nombre_communes = 1 then 1.0
        when est_partagee then cast(surface_m2 as double) / cast(surface_citee_m2 as double)
    end as part,
    case
        when nombre_communes = 1 then 'disponible'
        when est_partagee then 'estime'
        else 'non_charge'
    end as part_statut,
    cast(surface_m2 as double) as surface_m2,
    a_ses_contours,
    nature
from parts
