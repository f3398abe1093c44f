-- Fiscal incomes of every territory: a commune that DGFiP hides, or does not name, leaves no sum.
with totaux as (

    select * rename (code_territoire as code_commune)
    from {{ ref('stg_dgfip__ircom') }}
    where tranche = 'ensemble'

),

alignees as (

    {{ aligner_comptes('totaux', ['millesime'], ['revenu_fiscal_keur']) }}

),

repondues as (

    select distinct
        code_commune,
        millesime
    from alignees

),

{{ sommes_des_repondues(['revenu_fiscal_keur']) }}
