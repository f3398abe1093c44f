-- Ways of cutting France, every commune in one zone of each: a level; or a perimeter, one zone, and around it
-- what each département has outside.
with mailles as (

    select *
    from {{ ref('int_territoires__mailles') }}

),

communes as (

    select code_commune
    from mailles
    where niveau = 'commune'

),

niveaux as (

    select distinct niveau
    from mailles
    where niveau in ('commune', 'epci', 'arrondissement', 'zone_emploi', 'departement', 'region')

),

dans_un_perimetre as (

    select
        code_territoire,
        code_commune
    from mailles
    where niveau = 'perimetre'

),

perimetres as (

    select distinct code_territoire as code_perimetre
    from dans_un_perimetre

),

departements as (

    select
        code_territoire,
        code_commune
    from mailles
    where niveau = 'departement'

)

-- Four islands belong to no EPCI, Mayotte to no arrondissement: ZZ, rather than lose their flows.
select
    niveaux.niveau,
    niveaux.niveau as decoupage,
    niveaux.niveau as niveau_zone,
    coalesce(mailles.code_territoire, 'ZZ') as code_zone,
    communes.code_commune
from communes
cross join niveaux
left join mailles
    on
        communes.code_commune = mailles.code_commune
        and niveaux.niveau = mailles.niveau

union all

select
    'perimetre' as niveau,
    perimetres.code_perimetre as decoupage,
    case when dedans.code_commune is null then 'departement' else 'perimetre' end as niveau_zone,
    coalesce(dedans.code_territoire, departements.code_territoire, 'ZZ') as code_zone,
    communes.code_commune
from communes
cross join perimetres
left join dans_un_perimetre as dedans
    on
        communes.code_commune = dedans.code_commune
        and perimetres.code_perimetre = dedans.code_territoire
left join departements
    on communes.code_commune = departements.code_commune
