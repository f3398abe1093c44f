-- What each commune of a COG year in hand becomes in the next one in hand.
with recursive etapes as (

    select
        geographie as geographie_origine,
        geographie_suivante as geographie_destination
    from {{ ref('int_territoires__geographies') }}
    where geographie_suivante is not null

),

communes as (

    select
        geographie,
        code_commune
    from {{ ref('int_territoires__communes') }}

),

evenements as (

    select distinct
        code_commune_avant,
        code_commune_apres,
        date_effet,
        part,
        est_estime
    from {{ ref('int_territoires__evenements') }}

),

-- Followed date by date: a code may change (27676 to 27058 in 2021) and come back (in 2023).
chaine as (

    select
        etapes.geographie_origine,
        etapes.geographie_destination,
        communes.code_commune as code_origine,
        communes.code_commune,
        make_date(etapes.geographie_origine, 1, 1) as date_atteinte,
        cast(1.0 as double) as part,
        false as est_estime
    from etapes
    inner join communes
        on etapes.geographie_origine = communes.geographie

    union all

    select
        chaine.geographie_origine,
        chaine.geographie_destination,
        chaine.code_origine,
        evenements.code_commune_apres as code_commune,
        evenements.date_effet as date_atteinte,
        chaine.part * evenements.part as part,
        chaine.est_estime or evenements.est_estime as est_estime
    from chaine
    inner join evenements
        on
            chaine.code_commune = evenements.code_commune_avant
            and evenements.date_effet > chaine.date_atteinte
            and evenements.date_effet <= make_date(chaine.geographie_destination, 1, 1)
    where
        not exists (
            select 1
            from evenements as anterieurs
            where
                anterieurs.code_commune_avant = evenements.code_commune_avant
                and anterieurs.date_effet > chaine.date_atteinte
                and anterieurs.date_effet < evenements.date_effet
        )

),

arrivees as (

    select chaine.*
    from chaine
    where
        not exists (
            select 1
            from evenements
            where
                evenements.code_commune_avant = chaine.code_commune
                and evenements.date_effet > chaine.date_atteinte
                and evenements.date_effet <= make_date(chaine.geographie_destination, 1, 1)
        )

),

table_passage as (

    select
        code_ancien,
        min(code_actuel) as code_actuel
    from {{ ref('stg_etalab__passages_communes') }}
    where geographie = (select max(geographie) from {{ ref('stg_etalab__passages_communes') }})
    group by code_ancien

),

-- The same commune under another code that is neither the one it left nor today's.
autres_codes as (

    select
        communes.geographie,
        table_passage.code_actuel,
        min(communes.code_commune) as code_commune
    from communes
    inner join table_passage
        on communes.code_commune = table_passage.code_ancien
    group by communes.geographie, table_passage.code_actuel

),

-- A code that still exists keeps itself; otherwise the passage table says what it became.
resolues as (

    select
        arrivees.* exclude (code_commune),
        case
            when memes.code_commune is not null then memes.code_commune
            when actuelles.code_commune is not null then actuelles.code_commune
            else autres_codes.code_commune
        end as code_destination
    from arrivees
    left join table_passage
        on arrivees.code_commune = table_passage.code_ancien
    left join communes as memes
        on
            arrivees.geographie_destination = memes.geographie
            and arrivees.code_commune = memes.code_commune
    left join communes as actuelles
        on
            arrivees.geographie_destination = actuelles.geographie
            and table_passage.code_actuel = actuelles.code_commune
    left join autres_codes
        on
            arrivees.geographie_destination = autres_codes.geographie
            and coalesce(table_passage.code_actuel, arrivees.code_commune) = autres_codes.code_actuel

)

select
    geographie_origine,
    code_origine,
    geographie_destination,
    code_destination,
    sum(part) as part,
    bool_or(est_estime) as est_estime
from resolues
where code_destination is not null
group by geographie_origine, code_origine, geographie_destination, code_destination
