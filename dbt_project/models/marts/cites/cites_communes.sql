select
    communes.code_cite,
    cites.nom as nom_cite,
    communes.code_commune,
    noms.nom_territoire as nom_commune,
    cast(communes.part as double) as part,
    communes.part_statut,
    communes.nature
from {{ ref('int_cites__communes') }} as communes
inner join {{ ref('int_cites__cites') }} as cites
    on communes.code_cite = cites.code_cite
left join {{ ref('int_territoires__noms') }} as noms
    on
        noms.niveau = 'commune'
        and communes.code_commune = noms.code_territoire
