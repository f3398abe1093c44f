with matrices as (

    select *
    from {{ ref('int_migrations__matrices') }}

),

zones as (

    select *
    from {{ ref('int_migrations__zones') }}

),

-- Départements of which a perimeter takes a part: what the row speaks of is the rest.
entames as (

    select distinct
        zones.decoupage,
        departements.code_zone
    from zones
    inner join zones as departements
        on zones.code_commune = departements.code_commune
    where zones.niveau_zone = 'perimetre' and departements.niveau = 'departement'

),

noms as (

    select
        niveau,
        code_territoire,
        nom_territoire
    from {{ ref('territoires') }}

    union all

    select
        'ailleurs' as niveau,
        unnest(['98', '99']) as code_territoire,
        unnest(['Collectivités d’outre-mer', 'Étranger']) as nom_territoire

),

publications as (

    select *
    from {{ ref('int_migrations__publications') }}
    where critere = 'ensemble'

)

select
    matrices.niveau,
    matrices.niveau_origine,
    matrices.code_origine,
    coalesce(origines.nom_territoire, 'Hors de tout territoire de ce niveau')
    || case when origines_entamees.code_zone is null then '' else ' (hors du périmètre)' end
        as nom_origine,
    matrices.niveau_destination,
    matrices.code_destination,
    coalesce(destinations.nom_territoire, 'Hors de tout territoire de ce niveau')
    || case when destinations_entamees.code_zone is null then '' else ' (hors du périmètre)' end
        as nom_destination,
    matrices.millesime,
    cast(matrices.flux as double) as flux,
    matrices.flux_statut,
    cast(matrices.couverture as double) as couverture,
    publications.nature,
    case publications.jeu
        when 'insee_migrations' then 'INSEE, recensement, flux de migrations résidentielles'
        else 'INSEE, recensement, fichier détail des migrations résidentielles'
    end as source,
    publications.edition,
    publications.geographie_source,
    publications.geographie
from matrices
inner join publications
    on matrices.millesime = publications.millesime
left join noms as origines
    on
        matrices.niveau_origine = origines.niveau
        and matrices.code_origine = origines.code_territoire
left join noms as destinations
    on
        matrices.niveau_destination = destinations.niveau
        and matrices.code_destination = destinations.code_territoire
left join entames as origines_entamees
    on
        matrices.decoupage = origines_entamees.decoupage
        and matrices.code_origine = origines_entamees.code_zone
left join entames as destinations_entamees
    on
        matrices.decoupage = destinations_entamees.decoupage
        and matrices.code_destination = destinations_entamees.code_zone
