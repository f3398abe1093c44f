with mortalite as (

    select
        any_value(table_mortalite) as table_mortalite,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_mortalite__quotients') }}

),

stocks as (

    select {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_ayants_droit__stocks') }}

),

hypotheses as (

    select
        *,
        case when deces_observes is null then 'non_charge' else 'estime' end as statut
    from {{ ref('int_ayants_droit__hypotheses') }}

)

select
    cast(hypotheses.millesime as integer) as millesime,
    cast(hypotheses.sexe as varchar) as sexe,
    cast(hypotheses.multiplicateur as double) as multiplicateur_retenu,
    case when hypotheses.statut = 'estime' then cast(hypotheses.multiplicateur as double) end
        as multiplicateur,
    hypotheses.statut as multiplicateur_statut,
    cast(hypotheses.multiplicateur_borne_basse as double) as multiplicateur_bas,
    cast(hypotheses.multiplicateur_borne_haute as double) as multiplicateur_haut,
    cast(hypotheses.deces_observes as bigint) as deces_observes,
    case when hypotheses.statut = 'estime' then 'disponible' else hypotheses.statut end
        as deces_observes_statut,
    cast(hypotheses.deces_attendus as double) as deces_attendus,
    hypotheses.statut as deces_attendus_statut,
    cast(hypotheses.departs as bigint) as departs,
    case when hypotheses.statut = 'estime' then 'disponible' else hypotheses.statut end as departs_statut,
    cast(hypotheses.premiere_annee_observee as integer) as premiere_annee_observee,
    cast(hypotheses.derniere_annee_observee as integer) as derniere_annee_observee,
    mortalite.table_mortalite,
    cast(hypotheses.annee_base_mortalite as integer) as annee_base_mortalite,
    cast(hypotheses.annees_de_tendance as integer) as annees_de_tendance,
    stocks.nature,
    case
        when mortalite.table_mortalite = 'annuelle'
            then 'ANGDM (convention) ; taux annuels de mortalité, tiers (d’après l’INSEE et l’INED)'
        else 'ANGDM (convention) ; INSEE, tables réglementaires TH/TF 00-02, vieilles de vingt-cinq ans'
    end as source
from hypotheses
cross join mortalite
cross join stocks
