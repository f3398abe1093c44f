-- Right-holders by sex, right and five years of age, and by each alone: of territories and of cités.
{% set cle = ['millesime', 'sexe', 'droit', 'tranche_age'] %}
with personnes as (

    select
        *,
        5 * ((millesime - annee_naissance) // 5) as age_debut
    from {{ ref('int_ayants_droit__personnes') }}

),

{% for niveau, code in {'communes': 'code_commune', 'cites': 'code_cite'}.items() -%}
    {{ niveau }} as (

        select
            {{ code }},
            millesime,
            coalesce(sexe, 'ensemble') as sexe,
            coalesce(droit, 'ensemble') as droit,
            coalesce(age_debut || '-' || (age_debut + 4), 'ensemble') as tranche_age,
            {{ compte('personnes') }} as personnes,
            {{ statut_compte('personnes', 'personnes_statut') }} as personnes_statut,
            {{ nature_la_plus_faible('nature') }} as nature
        from personnes
        where {{ code }} is not null
        group by {{ code }}, millesime, cube(sexe, droit, age_debut)

    ),

{% endfor -%}
repondues as (

    select *
    from {{ ref('int_ayants_droit__repondues') }}

),

scissions as (

    {{ scissions_livrees(ref('stg_angdm__ayants_droit')) }}

),

sommes as (

    {{ agreger(
        'communes', comptes_entiers(['personnes']), cle=cle, scissions='scissions', livraison=['millesime'],
        livrees='repondues'
    ) }}

)

{{ sommes_et_nature(['personnes'], cle, 'personnes') }}

union all

select
    'cite' as niveau,
    code_cite as code_territoire,
    millesime,
    sexe,
    droit,
    tranche_age,
    personnes,
    personnes_statut,
    nature
from cites
