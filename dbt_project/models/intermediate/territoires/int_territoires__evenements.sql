-- One row per commune that changes on a date and per commune it becomes, with the share of each.
with mouvements as (

    select distinct
        date_effet,
        code_commune_avant,
        code_commune_apres
    from {{ ref('stg_insee__mouvements') }}
    where
        type_commune_avant = 'COM'
        and type_commune_apres = 'COM'
        -- Each edition holds every movement since 1943: the latest one rules.
        and geographie = (select max(geographie) from {{ ref('stg_insee__mouvements') }})

),

fin_des_mouvements as (

    select max(geographie) as geographie
    from {{ ref('stg_insee__mouvements') }}

),

-- The passage table has no scissions: those since 2019 are listed, for the years no movement covers.
scissions_connues as (

    select
        scissions.date_effet,
        scissions.code_commune_avant,
        scissions.code_commune_apres
    from {{ ref('scissions_connues') }} as scissions
    cross join fin_des_mouvements
    where
        fin_des_mouvements.geographie is null
        or scissions.date_effet > make_date(fin_des_mouvements.geographie, 1, 1)

),

evenements as (

    select * from mouvements
    union all
    select * from scissions_connues

),

changements as (

    select
        *,
        count(*) over (partition by code_commune_avant, date_effet) as nombre_apres,
        bool_or(code_commune_apres = code_commune_avant) over (partition by code_commune_avant, date_effet)
            as se_maintient,
        -- 01/01/N belongs to the geography of N, any other day of N to that of N + 1.
        year(date_effet - interval 1 day) + 1 as geographie
    from evenements
    -- A change of name, or the commune that absorbs others, stays itself: no event.
    qualify bool_or(code_commune_apres <> code_commune_avant)
            over (partition by code_commune_avant, date_effet)

),

populations as (

    select
        code_territoire as code_commune,
        millesime,
        geographie,
        population_municipale
    from {{ ref('stg_insee__populations_reference') }}
    where
        niveau = 'commune'
        and population_municipale is not null

),

-- The census that weighs a scission: it knows most of the resulting communes, and is the first after it.
recensements as (

    select
        changements.code_commune_avant,
        changements.date_effet,
        populations.millesime,
        populations.geographie
    from changements
    inner join populations
        on
            changements.code_commune_apres = populations.code_commune
            and populations.geographie >= changements.geographie
    where changements.nombre_apres > 1
    group by
        changements.code_commune_avant,
        changements.date_effet,
        populations.millesime,
        populations.geographie
    qualify row_number() over (
            partition by changements.code_commune_avant, changements.date_effet
            order by count(*) desc, populations.millesime, populations.geographie
        ) = 1

),

poids as (

    select
        changements.*,
        coalesce(populations.population_municipale, 0) as poids,
        sum(coalesce(populations.population_municipale, 0))
            over (partition by changements.code_commune_avant, changements.date_effet) as poids_total
    from changements
    left join recensements
        on
            changements.code_commune_avant = recensements.code_commune_avant
            and changements.date_effet = recensements.date_effet
    left join populations
        on
            changements.code_commune_apres = populations.code_commune
            and recensements.millesime = populations.millesime
            and recensements.geographie = populations.geographie

)

select
    code_commune_avant,
    code_commune_apres,
    date_effet,
    geographie,
    se_maintient,
    case
        when nombre_apres = 1 then 1.0
        when poids_total > 0 then poids / poids_total
        else 1.0 / nombre_apres
    end as part,
    nombre_apres > 1 as est_estime
from poids
