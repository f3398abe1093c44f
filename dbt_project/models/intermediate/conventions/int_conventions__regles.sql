-- The rule under which a figure of each data set under agreement may leave: the strictest of the contract and
-- of the agreements that bind it; where both are silent, 5 persons, 11 dwellings, no limit to the first unit.
with conventions as (

    select
        jeu,
        max(seuil_personnes) as seuil_personnes,
        max(seuil_logements) as seuil_logements,
        min(part_maximum_pct) as part_maximum_pct
    from {{ ref('int_conventions__etats') }}
    where est_applicable
    group by jeu

)

select
    contrats.jeu,
    coalesce(greatest(contrats.secret_unites_minimum, conventions.seuil_personnes), 5) as seuil_personnes,
    coalesce(conventions.seuil_logements, 11) as seuil_logements,
    coalesce(least(contrats.secret_part_maximum_pct, conventions.part_maximum_pct), 100) as part_maximum_pct
from {{ source('meta', 'contrats') }} as contrats
left join conventions
    on contrats.jeu = conventions.jeu
where contrats.diffusion = 'convention' and contrats.jeu <> 'mission_conventions'
