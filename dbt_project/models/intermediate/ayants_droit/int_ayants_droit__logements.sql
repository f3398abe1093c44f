-- Dwellings held in kind, counted as dwellings: of every territory, and of the cités.
{% set mesures = [{'nom': 'logements', 'genre': 'effectif', 'couverture_minimale': none}] %}
with alignees as (

    {{ aligner_comptes(
        ref('stg_angdm__logements'), ['millesime', 'code_cite', 'ayants_droit_du_logement'], ['logements']
    ) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

communes as (

    select
        repondues.code_commune,
        repondues.millesime,
        {{ compte('alignees.logements', 'alignees.code_commune is not null') }} as logements,
        {{ statut_compte(
            'alignees.logements', 'alignees.logements_statut', 'alignees.code_commune is not null'
        ) }} as logements_statut
    from repondues
    left join alignees
        on
            repondues.code_commune = alignees.code_commune
            and repondues.millesime = alignees.millesime
    group by repondues.code_commune, repondues.millesime

),

sommes as (

    {{ agreger('communes', mesures) }}

),

natures as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    sommes.logements,
    sommes.logements_statut,
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime

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
