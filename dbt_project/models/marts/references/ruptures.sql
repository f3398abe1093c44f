-- A defect of one edition is a break where it supplies figures and some commune still lacks its own.
with editions_en_defaut as (

    select
        millesime,
        list(distinct edition) filter (where population_municipale is not null) as editions
    from {{ ref('int_population__communes') }}
    group by millesime
    having bool_or(population_municipale is null)

)

select
    ruptures.theme,
    ruptures.indicateur,
    ruptures.date_rupture,
    ruptures.millesime,
    ruptures.ce_qui_change,
    ruptures.comparable,
    ruptures.serie,
    coalesce(ruptures.axe, 'periode') as axe,
    ruptures.source,
    'observe' as nature
from {{ ref('ruptures_de_serie') }} as ruptures
left join editions_en_defaut
    on ruptures.millesime = editions_en_defaut.millesime
where
    ruptures.edition is null
    or coalesce(list_contains(editions_en_defaut.editions, ruptures.edition), false)
