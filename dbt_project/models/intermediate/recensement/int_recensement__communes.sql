-- One figure per commune of the geography of analysis, period and count: the exact before the estimated.
with communes as (

    select
        communes.code_commune,
        geographies.geographie
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie = geographies.geographie
    where geographies.est_analyse

),

retenues as (

    select *
    from {{ ref('int_recensement__alignees') }}
    qualify row_number() over (
            partition by code_commune, millesime, periode, mesure
            order by
                valeur is not null desc,
                valeur_statut = 'disponible' desc,
                rang_jeu,
                geographie_source desc
        ) = 1

),

mesures as (

    select distinct
        millesime,
        periode,
        mesure
    from retenues

)

select
    communes.code_commune,
    mesures.millesime,
    mesures.periode,
    mesures.mesure,
    communes.geographie,
    retenues.valeur,
    coalesce(retenues.valeur_statut, 'non_publie') as valeur_statut,
    retenues.jeu,
    retenues.geographie_source,
    retenues.nature
from communes
cross join mesures
left join retenues
    on
        communes.code_commune = retenues.code_commune
        and mesures.millesime = retenues.millesime
        and mesures.periode = retenues.periode
        and mesures.mesure = retenues.mesure
