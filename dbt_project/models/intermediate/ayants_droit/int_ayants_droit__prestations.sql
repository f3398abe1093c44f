-- Benefits of every territory: persons who draw each, never added up as persons, and yearly euros.
{% set figures = ['beneficiaires', 'montant_annuel_eur'] %}
with alignees as (

    {{ aligner_comptes(ref('stg_angdm__prestations'), ['millesime', 'prestation', 'droit'], figures) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

{{ sommes_des_repondues(figures, ['prestation']) }}
