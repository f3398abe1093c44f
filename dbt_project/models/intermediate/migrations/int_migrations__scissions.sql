-- Communes whose flows are a share of those of a commune since divided, with that share.
select distinct
    passages.code_commune,
    publications.millesime,
    passages.code_origine,
    passages.part
from {{ ref('int_migrations__publications') }} as publications
inner join {{ ref('int_migrations__passages') }} as passages
    on publications.geographie_source = passages.geographie_source
where passages.est_estime
