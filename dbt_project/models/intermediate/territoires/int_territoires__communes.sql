-- Communes of each COG year in hand: INSEE's list alone where loaded (it is complete), else the others'.
with listes as (

    select
        geographie,
        code_commune,
        1 as rang,
        nature
    from {{ ref('stg_insee__communes') }}
    where type_commune = 'COM'

    union all

    select
        geographie,
        code_commune,
        2 as rang,
        nature
    from {{ ref('stg_insee__appartenance') }}

    union all

    select
        geographie,
        code_commune,
        2 as rang,
        nature
    from {{ ref('stg_insee__zones_emploi') }}

    union all

    select
        geographie,
        code_commune,
        3 as rang,
        nature
    from {{ ref('stg_dgcl__epci_composition') }}

    union all

    select
        geographie,
        code_territoire as code_commune,
        3 as rang,
        nature
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'

    union all

    -- Filosofi leaves out some communes: it serves, like the census, for the years that nobody else lists.
    select
        geographie,
        code_territoire as code_commune,
        4 as rang,
        nature
    from {{ ref('stg_insee__filosofi') }}
    where niveau = 'commune'

    union all

    select distinct
        geographie,
        code_commune,
        4 as rang,
        nature
    from {{ ref('int_recensement__lignes') }}

),

meilleures_listes as (

    select *
    from listes
    where
        geographie is not null
        and code_commune is not null
    qualify rank() over (partition by geographie order by rang) = 1

),

presentes as (

    select
        geographie,
        code_commune,
        min(rang) as rang,
        {{ nature_la_plus_faible('nature') }} as nature
    from meilleures_listes
    group by geographie, code_commune

),

bornes as (

    select
        code_commune,
        min(geographie) as premiere,
        max(geographie) as derniere
    from presentes
    group by code_commune

),

-- A commune listed before and after a year, and in no list of that year (the islands without EPCI, Mayotte).
absences as (

    select
        annees.geographie,
        bornes.code_commune,
        max(anterieures.geographie) as derniere_presence,
        {{ nature_la_plus_faible('anterieures.nature') }} as nature
    from (select distinct geographie from presentes) as annees
    inner join bornes
        on
            bornes.premiere < annees.geographie
            and annees.geographie < bornes.derniere
    inner join presentes as anterieures
        on
            bornes.code_commune = anterieures.code_commune
            and anterieures.geographie < annees.geographie
    where
        not exists (
            select 1
            from presentes as deja
            where
                deja.geographie = annees.geographie
                and deja.code_commune = bornes.code_commune
        )
    group by annees.geographie, bornes.code_commune

),

completees as (

    select
        absences.geographie,
        absences.code_commune,
        absences.nature
    from absences
    where
        -- It ceased to exist, then came back,
        not exists (
            select 1
            from {{ ref('int_territoires__evenements') }} as evenements
            where
                evenements.code_commune_avant = absences.code_commune
                and not evenements.se_maintient
                and evenements.geographie > absences.derniere_presence
                and evenements.geographie <= absences.geographie
        )
        -- or it bore another code for a while (27676, called 27058 in 2021 and 2022).
        and not exists (
            select 1
            from {{ ref('stg_etalab__passages_communes') }} as passages
            inner join presentes as autres
                on
                    passages.code_ancien = autres.code_commune
                    and absences.geographie = autres.geographie
            where passages.code_actuel = absences.code_commune
        )

)

select
    geographie,
    code_commune,
    {{ departement_de('code_commune') }} as code_departement,
    case rang when 1 then 'cog' when 2 then 'zonages_insee' else 'union' end as liste,
    nature
from presentes

union all

select
    geographie,
    code_commune,
    {{ departement_de('code_commune') }} as code_departement,
    'completee' as liste,
    nature
from completees
