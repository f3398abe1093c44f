-- From the communes of each file kept to those of the geography of analysis. The files keep some codes of
-- other years (a commune merged since): these are followed from the nearest year in which they are a
-- commune's.
with geographies as (

    select distinct
        geographie_source,
        geographie
    from {{ ref('int_emploi__publications') }}

),

vers_l_analyse as (

    select *
    from {{ ref('int_territoires__passages') }}
    where geographie_destination in (select geographie from geographies)

),

noms as (

    select distinct
        geographie as geographie_source,
        code_commune
    from {{ ref('int_emploi__lignes') }}

),

egares as (

    select
        noms.geographie_source,
        noms.code_commune,
        arg_min(
            vers_l_analyse.geographie_origine,
            abs(vers_l_analyse.geographie_origine - noms.geographie_source) * 2
            + (vers_l_analyse.geographie_origine > noms.geographie_source)::integer
        ) as geographie_du_code
    from noms
    inner join geographies
        on noms.geographie_source = geographies.geographie_source
    inner join vers_l_analyse
        on noms.code_commune = vers_l_analyse.code_origine
    group by noms.geographie_source, noms.code_commune
    having bool_and(vers_l_analyse.geographie_origine <> noms.geographie_source)

),

passages as (

    select
        vers_l_analyse.geographie_origine as geographie_source,
        vers_l_analyse.code_origine,
        vers_l_analyse.code_destination as code_commune,
        vers_l_analyse.part,
        vers_l_analyse.est_estime,
        false as est_egare
    from vers_l_analyse
    inner join geographies
        on vers_l_analyse.geographie_origine = geographies.geographie_source

    union all

    select
        egares.geographie_source,
        egares.code_commune as code_origine,
        vers_l_analyse.code_destination as code_commune,
        vers_l_analyse.part,
        vers_l_analyse.est_estime,
        true as est_egare
    from egares
    inner join vers_l_analyse
        on
            egares.geographie_du_code = vers_l_analyse.geographie_origine
            and egares.code_commune = vers_l_analyse.code_origine

)

select
    geographie_source,
    code_origine,
    code_commune,
    part,
    est_estime,
    est_egare,
    -- One commune becomes one, whole: nothing to add up.
    part = 1 and count(*) over (partition by geographie_source, code_commune) = 1 as est_simple
from passages
