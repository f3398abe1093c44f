with communes as (

    select
        objet,
        list_sort(list(distinct code_commune) filter (where code_commune is not null)) as communes
    from {{ ref('int_cites__communes_citees') }}
    where jeu = 'mission_terrils'
    group by objet

)

select
    terrils.no_terril,
    terrils.nom,
    coalesce(communes.communes, []) as communes,
    terrils.compagnie,
    terrils.groupe,
    terrils.forme,
    terrils.id_unesco is not null as inscrit,
    terrils.id_unesco,
    terrils.geometrie,
    terrils.nature
from {{ ref('stg_mission__terrils') }} as terrils
left join communes
    on communes.objet = 'terrils/' || terrils.no_terril
