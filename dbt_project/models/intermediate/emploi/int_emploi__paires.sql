-- Pairs of dates of each territory between which shift-share is asked, and why some are refused.
with secteurs as (

    select
        *,
        max(parts) over (
            partition by source, niveau, code_territoire, date_reference, nomenclature
        ) as parts_entieres
    from {{ ref('int_emploi__structure') }}

),

points as (

    select
        source,
        niveau,
        code_territoire,
        date_reference,
        millesime,
        nomenclature,
        publication,
        {{ somme_entiere('effectif') }} as effectif,
        {{ statut_somme_entiere('effectif') }} as effectif_statut,
        min(couverture) as couverture,
        {{ parts_des_secteurs('secteur', 'parts', 'parts_entieres') }} as parts,
        case when count(distinct nature) = 1 then min(nature) else 'mixte' end as nature
    from secteurs
    group by source, niveau, code_territoire, date_reference, millesime, nomenclature, publication

),

france as (

    select *
    from points
    where niveau = 'france'

),

refus as (

    select *
    from {{ ref('int_emploi__refus') }}

),

nationales as (

    select
        fins.source,
        fins.nomenclature,
        debuts.date_reference as date_debut,
        fins.date_reference as date_fin,
        cast(fins.effectif as double) / nullif(debuts.effectif, 0) - 1 as croissance,
        {{ statut_comparaison('fins', 'debuts') }} as statut
    from france as fins
    inner join france as debuts
        on
            fins.source = debuts.source
            and fins.nomenclature = debuts.nomenclature
            and fins.date_reference > debuts.date_reference

),

paires as (

    select
        fins.source,
        fins.niveau,
        fins.code_territoire,
        fins.nomenclature,
        debuts.date_reference as date_debut,
        debuts.millesime as millesime_debut,
        fins.date_reference as date_fin,
        fins.millesime as millesime_fin,
        nationales.croissance as croissance_nationale,
        case
            when not {{ est_admis('fins.effectif_statut') }} then fins.effectif_statut
            when not {{ est_admis('debuts.effectif_statut') }} then debuts.effectif_statut
            when refus.motif is not null then 'non_applicable'
            when nationales.statut is null then 'non_publie'
            when not {{ est_admis('nationales.statut') }} then nationales.statut
            when not {{ memes_parts('fins', 'debuts') }} then 'non_publie'
            else {{ statut_le_plus_faible(
                ['fins.effectif_statut', 'debuts.effectif_statut', 'nationales.statut']
            ) }}
        end as statut,
        refus.motif,
        case when fins.nature = debuts.nature then fins.nature else 'mixte' end as nature
    from points as fins
    inner join points as debuts
        on
            fins.source = debuts.source
            and fins.niveau = debuts.niveau
            and fins.code_territoire = debuts.code_territoire
            and fins.nomenclature = debuts.nomenclature
            and fins.date_reference > debuts.date_reference
    left join nationales
        on
            fins.source = nationales.source
            and fins.nomenclature = nationales.nomenclature
            and debuts.date_reference = nationales.date_debut
            and fins.date_reference = nationales.date_fin
    left join refus
        on {{ sur_le_refus('refus', 'fins', 'debuts') }}
    where fins.niveau <> 'france'

)

-- The seventeen sectors where both dates have them, else the five.
select *
from paires
qualify row_number() over (
        partition by source, niveau, code_territoire, date_debut, date_fin
        order by {{ est_admis('statut') }} desc, nomenclature
    ) = 1
