-- The agreements with their state today, and whether they are those that bind their data set: the ones in
-- force, else the ones that were or will be.
with conventions as (

    select
        *,
        {{ etat_de_la_convention('signee_le', 'fin_le') }} as etat
    from {{ ref('stg_mission__conventions') }}

)

select
    *,
    etat = 'en_vigueur' or not bool_or(etat = 'en_vigueur') over (partition by jeu) as est_applicable
from conventions
