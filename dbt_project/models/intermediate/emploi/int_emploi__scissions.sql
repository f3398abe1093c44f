-- Communes whose headcount is a share of that of a commune since divided, with that share.
select distinct
    passages.code_commune,
    publications.millesime,
    publications.source,
    publications.nomenclature,
    publications.donne_le_total,
    passages.code_origine,
    passages.part
from {{ ref('int_emploi__publications') }} as publications
inner join {{ ref('int_emploi__passages') }} as passages
    on publications.geographie_source = passages.geographie_source
where passages.est_estime
