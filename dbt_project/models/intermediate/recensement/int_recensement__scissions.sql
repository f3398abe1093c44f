-- Communes whose counts are a share of a commune since divided, with that share.
select distinct
    communes.code_commune,
    communes.millesime,
    passages.code_origine,
    passages.part
from {{ ref('int_recensement__communes') }} as communes
inner join {{ ref('int_territoires__passages') }} as passages
    on
        communes.code_commune = passages.code_destination
        and communes.geographie = passages.geographie_destination
        and communes.geographie_source = passages.geographie_origine
where
    communes.valeur_statut = 'estime'
    and passages.est_estime
