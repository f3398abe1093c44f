-- Each published count carried to the geography of analysis; a divided commune shares its counts out.
with passages as (

    select
        passages.*,
        count(*) over (partition by passages.geographie_origine, passages.code_destination) as parts_attendues
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

)

-- A part that the source leaves out makes the whole missing.
select
    passages.code_destination as code_commune,
    mesures.millesime,
    mesures.periode,
    mesures.mesure,
    mesures.jeu,
    mesures.rang_jeu,
    mesures.geographie as geographie_source,
    -- decimal and not double: sums do not depend on the order of the rows.
    case
        when count(*) = any_value(passages.parts_attendues)
            then sum(cast(mesures.valeur * passages.part as decimal(28, 10)))
    end as valeur,
    case
        when count(*) < any_value(passages.parts_attendues) then 'non_publie'
        when bool_or(passages.est_estime) then 'estime'
        else 'disponible'
    end as valeur_statut,
    {{ nature_la_plus_faible('mesures.nature') }} as nature
from {{ ref('int_recensement__mesures') }} as mesures
inner join passages
    on
        mesures.geographie = passages.geographie_origine
        and mesures.code_commune = passages.code_origine
group by
    passages.code_destination, mesures.millesime, mesures.periode, mesures.mesure,
    mesures.jeu, mesures.rang_jeu, mesures.geographie
