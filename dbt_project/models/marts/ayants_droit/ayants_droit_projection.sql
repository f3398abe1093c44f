with projections as (

    -- An empty data frame has no types.
    select * replace (cast(territoire as varchar) as territoire)
    from {{ ref('int_ayants_droit__projections') }}
    where mesure = 'personnes'

),

regles as (

    select *
    from {{ ref('int_conventions__regles') }}
    where jeu = 'angdm_ayants_droit'

),

jugees as (

    select
        projections.*,
        etats.niveau,
        etats.code_territoire,
        etats.nature,
        case
            when etats.est_incomplet or projections.attendu is null then 'non_publie'
            -- The persons of the list who are counted in the cell, or may come to be.
            when
                projections.depart between 1 and regles.seuil_personnes - 1
                or projections.maximum between 1 and regles.seuil_personnes - 1
                then 'interne'
            when projections.annee = projections.millesime then 'disponible'
            else 'estime'
        end as statut
    from projections
    inner join {{ ref('int_ayants_droit__etats') }} as etats
        on projections.territoire = etats.territoire
    cross join regles

)

select
    jugees.niveau,
    jugees.code_territoire,
    territoires.nom_territoire,
    cast(jugees.millesime as integer) as millesime,
    cast(jugees.annee as integer) as annee,
    cast(jugees.sexe as varchar) as sexe,
    cast(jugees.droit as varchar) as droit,
    case when jugees.statut <> 'non_publie' then cast(jugees.attendu as double) end as personnes,
    jugees.statut as personnes_statut,
    case when jugees.statut <> 'non_publie' then cast(jugees.borne_basse as integer) end as personnes_bas,
    case when jugees.statut <> 'non_publie' then cast(jugees.borne_haute as integer) end as personnes_haut,
    jugees.nature,
    'ANGDM (convention), projection de la Mission' as source
from jugees
inner join {{ ref('territoires') }} as territoires
    on
        jugees.niveau = territoires.niveau
        and jugees.code_territoire = territoires.code_territoire
where territoires.actif
