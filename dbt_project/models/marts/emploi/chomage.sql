with taux as (

    select *
    from {{ ref('stg_insee__chomage') }}

),

territoires as (

    select
        niveau,
        code_territoire,
        nom_territoire
    from {{ ref('territoires') }}

)

select
    taux.niveau,
    taux.code_territoire,
    coalesce(territoires.nom_territoire, taux.nom_territoire, taux.code_territoire || ' (nom non chargé)')
        as nom_territoire,
    taux.millesime,
    taux.periode,
    taux.taux_chomage,
    taux.taux_chomage_statut,
    taux.nature,
    'INSEE, taux de chômage localisés' as source,
    taux.publication as edition,
    taux.publication = max(taux.publication) over (partition by taux.niveau) as est_derniere_edition,
    taux.geographie as geographie_source,
    cast(null as integer) as geographie
from taux
left join territoires
    on
        taux.niveau = territoires.niveau
        and taux.code_territoire = territoires.code_territoire
