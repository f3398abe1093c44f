-- Fiscal incomes of every territory: a commune that DGFiP hides leaves no sum.
{% set mesures = [{'nom': 'revenu_fiscal_keur', 'genre': 'effectif', 'couverture_minimale': none}] %}
with totaux as (

    select * rename (code_territoire as code_commune)
    from {{ ref('stg_dgfip__ircom') }}
    where tranche = 'ensemble'

),

alignees as (

    {{ aligner_comptes('totaux', ['millesime'], ['revenu_fiscal_keur']) }}

),

communes as (

    select
        code_commune,
        millesime,
        {{ compte('revenu_fiscal_keur') }} as revenu_fiscal_keur,
        {{ statut_compte('revenu_fiscal_keur', 'revenu_fiscal_keur_statut') }} as revenu_fiscal_keur_statut,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by code_commune, millesime

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
    sommes.revenu_fiscal_keur,
    sommes.revenu_fiscal_keur_statut,
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime
