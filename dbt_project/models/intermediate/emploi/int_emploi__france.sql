-- Which France each source is compared with: the one of which it has the whole most often, the largest
-- first.
with france as (

    select
        source,
        code_territoire,
        count(*) filter (where effectif_statut = 'disponible') as dates_entieres,
        count(effectif) as dates
    from {{ ref('int_emploi__totaux') }}
    where niveau = 'france'
    group by source, code_territoire

)

select
    source,
    code_territoire as code_france
from france
where dates > 0
qualify row_number() over (
        partition by source
        order by dates_entieres desc, dates desc, array_position(['FR', 'FRHM', 'FM'], code_territoire)
    ) = 1
