with etablissements as (

    select *
    from {{ ref('stg_insee__sirene_etablissements') }}
    where est_actif

),

-- Sixteen million lines at full scale: summed by code before anything else.
sommes as (

    select
        code_commune,
        millesime,
        geographie,
        count(*) as etablissements,
        count(*) filter (where effectif_min is null) as etablissements_sans_tranche,
        count(*) filter (where effectif_min is not null and effectif_max is null)
            as etablissements_sans_plafond,
        coalesce(sum(effectif_min), 0) as emplois_min,
        coalesce(sum(effectif_max), 0) as emplois_max,
        max(annee_effectifs) as annee_effectifs,
        {{ nature_la_plus_faible('nature') }} as nature
    from etablissements
    where code_commune is not null
    group by code_commune, millesime, geographie

)

select
    passages.code_commune,
    sommes.millesime,
    cast(sum(sommes.etablissements) as bigint) as etablissements,
    cast(sum(sommes.etablissements_sans_tranche) as bigint) as etablissements_sans_tranche,
    cast(sum(sommes.etablissements_sans_plafond) as bigint) as etablissements_sans_plafond,
    cast(sum(sommes.emplois_min) as bigint) as emplois_min,
    cast(sum(sommes.emplois_max) as bigint) as emplois_max,
    max(sommes.annee_effectifs) as annee_effectifs,
    {{ nature_la_plus_faible('sommes.nature') }} as nature
from sommes
inner join {{ ref('int_zones__passages') }} as passages
    on
        sommes.geographie = passages.geographie
        and sommes.code_commune = passages.code_origine
group by passages.code_commune, sommes.millesime
