-- Pensions of the miners' scheme in every territory: another population than the right-holders, and never
-- their number.
{% set figures = ['pensionnes', 'montant_annuel_eur'] %}
with alignees as (

    {{ aligner_comptes(ref('stg_rdm__pensions'), ['millesime', 'sexe', 'droit'], figures) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

{{ sommes_des_repondues(figures) }}
