-- Each published count carried to the geography of analysis; a divided commune shares its counts out.
with passages as (

    select passages.*
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

),

mesures as (

    select *
    from {{ ref('int_recensement__mesures') }}

),

publications as (

    select distinct
        jeu,
        rang_jeu,
        millesime,
        periode,
        geographie,
        mesure
    from mesures

)

-- Left join from the passages: a commune of the source's year that the source leaves out is a missing part.
select
    passages.code_destination as code_commune,
    publications.millesime,
    publications.periode,
    publications.mesure,
    publications.jeu,
    publications.rang_jeu,
    publications.geographie as geographie_source,
    case when count(*) = count(mesures.valeur) then sum(mesures.valeur * passages.part) end as valeur,
    case
        when count(*) > count(mesures.valeur) then 'non_publie'
        when bool_or(passages.est_estime) then 'estime'
        else 'disponible'
    end as valeur_statut,
    {{ nature_la_plus_faible('mesures.nature') }} as nature
from publications
inner join passages
    on publications.geographie = passages.geographie_origine
left join mesures
    on
        passages.code_origine = mesures.code_commune
        and publications.jeu = mesures.jeu
        and publications.millesime = mesures.millesime
        and publications.periode = mesures.periode
        and publications.geographie = mesures.geographie
        and publications.mesure = mesures.mesure
group by
    passages.code_destination, publications.millesime, publications.periode, publications.mesure,
    publications.jeu, publications.rang_jeu, publications.geographie
