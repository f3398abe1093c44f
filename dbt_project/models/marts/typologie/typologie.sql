-- An empty data frame has no types: its codes would come back as whole numbers.
with groupes as (

    select
        * replace (
            cast(code_commune as varchar) as code_commune,
            cast(millesime as integer) as millesime
        )
    from {{ ref('int_typologie__groupes') }}

),

profils as (

    select
        code_commune,
        millesime,
        population,
        nature,
        edition,
        geographie_source,
        geographie
    from {{ ref('int_typologie__profils') }}

)

select
    'commune' as niveau,
    groupes.code_commune as code_territoire,
    territoires.nom_territoire,
    groupes.millesime,
    cast(groupes.groupe as integer) as groupe,
    cast(groupes.libelle_groupe as varchar) as libelle_groupe,
    cast(groupes.raisons as varchar) as raisons,
    cast(groupes.statut as varchar) as groupe_statut,
    cast(groupes.motif as varchar) as motif,
    cast(groupes.distance as double) as distance,
    cast(groupes.groupe_suivant as integer) as groupe_suivant,
    case
        when groupes.groupe is not null and profils.population < 2000
            then 'Moins de 2 000 habitants : les chiffres de l’exploitation complémentaire y sont peu sûrs.'
    end as prudence,
    cast(groupes.indicateurs as varchar) as indicateurs,
    cast(groupes.millesime_reference as integer) as millesime_reference,
    cast(groupes.silhouette as double) as silhouette,
    profils.nature,
    'INSEE, recensement de la population' as source,
    profils.edition,
    cast(profils.geographie_source as integer) as geographie_source,
    profils.geographie
from groupes
inner join profils
    on
        groupes.code_commune = profils.code_commune
        and groupes.millesime = profils.millesime
inner join {{ ref('territoires') }} as territoires
    on
        groupes.code_commune = territoires.code_territoire
        and territoires.niveau = 'commune'
where territoires.actif
