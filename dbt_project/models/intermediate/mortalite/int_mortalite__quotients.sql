-- Death rates by sex and age: the yearly ones where they are loaded, else the regulatory tables of 2000-2002.
with annuels as (

    select
        'annuelle' as table_mortalite,
        millesime as annee,
        sexe,
        age,
        taux_mortalite,
        nature
    from {{ ref('stg_tiers__mortalite') }}

),

survivants as (

    select
        *,
        lead(survivants) over (partition by sexe order by age) as survivants_suivants
    from {{ ref('stg_insee__mortalite_reglementaire') }}

),

-- The middle of the three years that the tables describe.
reglementaires as (

    select
        'TH/TF 00-02' as table_mortalite,
        2001 as annee,
        sexe,
        age,
        ln(survivants / survivants_suivants) as taux_mortalite,
        nature
    from survivants
    where survivants_suivants > 0

),

retenus as (

    select *
    from annuels

    union all by name

    select *
    from reglementaires
    where not exists (select 1 from annuels)

)

select
    table_mortalite,
    annee,
    sexe,
    age,
    taux_mortalite,
    1 - exp(-taux_mortalite) as quotient,
    nature
from retenus
