-- The zones d'emploi that make a région, France or a perimeter, and whether they make the whole of it. Of a
-- zone astride two régions, each has the part that some producers give apart: 3254 is what zone 0054 has in
-- région 32.
with mailles as (

    select *
    from {{ ref('int_territoires__mailles') }}

),

zones as (

    select
        niveau,
        code_territoire,
        count(*) as communes
    from mailles
    where niveau in ('zone_emploi', 'zone_emploi_2010')
    group by niveau, code_territoire

),

croisements as (

    select
        zones.niveau as niveau_zone,
        zones.code_territoire as code_zone,
        touts.niveau,
        touts.code_territoire,
        zones.communes,
        count(*) as communes_communes
    from zones
    inner join mailles as membres
        on
            zones.niveau = membres.niveau
            and zones.code_territoire = membres.code_territoire
    inner join mailles as touts
        on
            membres.code_commune = touts.code_commune
            and touts.niveau in ('region', 'france', 'perimetre')
    group by all

),

touts as (

    select
        niveau,
        code_territoire,
        count(*) as communes
    from mailles
    where niveau in ('region', 'france', 'perimetre')
    group by niveau, code_territoire

),

membres as (

    select
        niveau,
        code_territoire,
        niveau_zone,
        case
            when communes_communes = communes then code_zone
            when niveau = 'region' and niveau_zone = 'zone_emploi' and left(code_zone, 2) = '00'
                then code_territoire || right(code_zone, 2)
        end as code_membre,
        sum(communes_communes) over (partition by niveau, code_territoire, niveau_zone) as communes
    from croisements

)

select
    membres.niveau,
    membres.code_territoire,
    membres.niveau_zone,
    membres.code_membre,
    count(*) over (partition by membres.niveau, membres.code_territoire, membres.niveau_zone)
        as nombre_membres
from membres
inner join touts
    on
        membres.niveau = touts.niveau
        and membres.code_territoire = touts.code_territoire
qualify
    bool_and(membres.code_membre is not null)
        over (partition by membres.niveau, membres.code_territoire, membres.niveau_zone)
    and membres.communes = touts.communes
