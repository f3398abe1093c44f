with sommes as (

    {{ agreger(
        ref('int_population__communes'),
        [{
            'nom': 'population_municipale',
            'genre': 'effectif',
            'couverture_minimale': couverture_minimale('population', 'population_municipale')
        }],
        scissions=ref('int_population__scissions')
    ) }}

),

provenances as (

    select
        mailles.niveau,
        mailles.code_territoire,
        communes.millesime,
        case when count(distinct communes.edition) > 1 then 'plusieurs' else min(communes.edition) end
            as edition,
        case when count(distinct communes.geographie_source) = 1 then min(communes.geographie_source) end
            as geographie_source,
        min(communes.geographie) as geographie,
        {{ nature_la_plus_faible('communes.nature') }} as nature
    from {{ ref('int_territoires__mailles') }} as mailles
    inner join {{ ref('int_population__communes') }} as communes
        on mailles.code_commune = communes.code_commune
    group by mailles.niveau, mailles.code_territoire, communes.millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    cast(sommes.population_municipale as bigint) as population_municipale,
    sommes.population_municipale_statut,
    sommes.population_municipale_couverture,
    provenances.edition,
    provenances.geographie_source,
    provenances.geographie,
    provenances.nature
from sommes
inner join provenances
    on
        sommes.niveau = provenances.niveau
        and sommes.code_territoire = provenances.code_territoire
        and sommes.millesime = provenances.millesime
