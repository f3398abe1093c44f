-- Dwellings held in kind, counted as dwellings: of every territory, and of the cités.
with alignees as (

    {{ aligner_comptes(
        ref('stg_angdm__logements'), ['millesime', 'code_cite', 'ayants_droit_du_logement'], ['logements']
    ) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

{{ sommes_des_repondues(['logements']) }}

union all

select
    'cite' as niveau,
    code_cite as code_territoire,
    millesime,
    {{ compte('logements') }} as logements,
    {{ statut_compte('logements', 'logements_statut') }} as logements_statut,
    {{ nature_la_plus_faible('nature') }} as nature
from alignees
where code_cite is not null
group by code_cite, millesime
