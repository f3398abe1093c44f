with communes as (

    select
        code_origine,
        geographie_origine,
        code_destination,
        geographie_destination,
        part,
        methode,
        case when est_estime then 'estime' else 'disponible' end as statut
    from {{ ref('int_territoires__passages') }}

),

arrondissements as (

    select cast(unnest(range(75101, 75121)) as varchar) as code
    union all
    select cast(unnest(range(13201, 13217)) as varchar) as code
    union all
    select cast(unnest(range(69381, 69390)) as varchar) as code

),

-- Producers give Paris, Lyon and Marseille by municipal arrondissement, which belong to no list of communes.
arrondissements_municipaux as (

    select
        arrondissements.code as code_origine,
        communes.geographie_origine,
        communes.code_destination,
        communes.geographie_destination,
        communes.part,
        'table_passage' as methode,
        communes.statut
    from arrondissements
    inner join communes
        on communes.code_origine = {{ commune_de_rattachement('arrondissements.code') }}

),

natures as (

    select {{ nature_la_plus_faible('nature') }} as nature
    from (
        select nature from {{ ref('int_territoires__communes') }}
        union all
        select nature from {{ ref('stg_insee__mouvements') }}
        union all
        select nature from {{ ref('stg_etalab__passages_communes') }}
    ) as entrees

),

passages as (

    select * from communes
    union all
    select * from arrondissements_municipaux

)

select
    passages.code_origine as code_commune_origine,
    passages.geographie_origine,
    passages.code_destination as code_commune_destination,
    passages.geographie_destination,
    passages.part,
    passages.methode,
    passages.statut,
    natures.nature
from passages
cross join natures
