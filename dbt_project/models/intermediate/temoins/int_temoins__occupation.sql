-- Households of the survey OPS in every territory: of each landlord and of all, by each characteristic.
{% set cle = ['millesime', 'bailleur', 'caracteristique', 'modalite'] %}
with alignees as (

    {{ aligner_comptes(ref('stg_urh__ops'), cle, ['menages']) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

communes as (

    select
        code_commune,
        millesime,
        coalesce(bailleur, 'ensemble') as bailleur,
        caracteristique,
        coalesce(modalite, 'ensemble') as modalite,
        {{ compte('menages') }} as menages,
        {{ statut_compte('menages', 'menages_statut') }} as menages_statut
    from alignees
    group by code_commune, millesime, caracteristique, cube(bailleur, modalite)

),

scissions as (

    {{ scissions_livrees(ref('stg_urh__ops')) }}

),

sommes as (

    {{ agreger(
        'communes', comptes_entiers(['menages']), cle=cle, scissions='scissions', livraison=['millesime'],
        livrees='repondues'
    ) }}

)

{{ sommes_et_nature(['menages'], cle) }}
