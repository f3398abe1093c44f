-- Dwellings of the landlords in the geography of analysis, with what their cité is.
with alignes as (

    {{ aligner_comptes(
        ref('stg_bailleurs__parc'),
        ['millesime', 'bailleur', 'code_cite', 'dpe', 'rehabilitation', 'occupation', 'annee_entree', 'tranche_age',
         'ressources'],
        ['logements']
    ) }}

)

select
    alignes.code_commune,
    alignes.millesime,
    alignes.bailleur,
    alignes.code_cite,
    alignes.dpe,
    alignes.rehabilitation,
    alignes.occupation,
    alignes.annee_entree,
    alignes.tranche_age,
    alignes.ressources,
    alignes.logements,
    alignes.logements_statut,
    alignes.nature,
    case
        when alignes.code_cite is null then 'hors cité'
        when cites.code_cite is null then 'cité inconnue'
        when cites.inscrite then 'inscrite'
        when cites.zone_tampon then 'zone tampon'
        else 'autre cité'
    end as patrimoine,
    case
        when alignes.code_cite is null then 'hors cité'
        when cites.code_cite is null then 'cité inconnue'
        when cites.erbm then 'ERBM'
        else 'hors ERBM'
    end as erbm
from alignes
left join {{ ref('cites') }} as cites
    on alignes.code_cite = cites.code_cite
