-- Communes of the poles that are a list of them, once each whatever was merged since. A code without a
-- commune keeps its line; a commune of which the list names only some of the former ones is more than the
-- pole.
with anciennes as (

    select
        geographie,
        code_commune,
        count(*) as communes
    from {{ ref('int_zones__passages') }}
    group by geographie, code_commune

)

select
    elements.code_zone,
    elements.code_commune,
    case when elements.code_commune is null then elements.code end as code_inconnu,
    coalesce(count(*) < max(anciennes.communes), false) as deborde
from {{ ref('int_zones__elements') }} as elements
inner join {{ ref('int_zones__definitions') }} as definitions
    on elements.code_zone = definitions.code_zone
left join anciennes
    on
        definitions.geographie = anciennes.geographie
        and elements.code_commune = anciennes.code_commune
where elements.genre = 'communes'
group by elements.code_zone, elements.code_commune, code_inconnu
