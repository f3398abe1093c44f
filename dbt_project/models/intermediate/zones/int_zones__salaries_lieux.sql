-- Employees of each zone by place of residence, and whether the agreement lets the sum be told.
with regle as (

    select
        seuil_personnes as unites_minimum,
        part_maximum_pct
    from {{ ref('int_conventions__regles') }}
    where jeu = 'insee_tous_salaries'

),

sommes as (

    select
        code_zone,
        millesime,
        lieu,
        case when count(*) = count(salaries) then sum(salaries) end as salaries,
        max(etablissements) as unites,
        case when count(*) = count(premier) then sum(premier) end as premiers
    from {{ ref('int_zones__tous_salaries') }}
    group by code_zone, millesime, lieu

)

select
    sommes.code_zone,
    sommes.millesime,
    sommes.lieu,
    cast(sommes.salaries as bigint) as salaries,
    sommes.unites,
    sommes.premiers,
    {{ est_dicible('sommes.salaries', 'sommes.unites', 'sommes.premiers') }} as est_dicible
from sommes
left join regle
    on true
