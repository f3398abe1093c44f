with contrats as (

    select *
    from {{ source('meta', 'contrats') }}

),

cases as (

    select
        jeu,
        list_sort(list(distinct millesime) filter (where millesime is not null))
            as millesimes,
        list_sort(list(distinct geographie) filter (where geographie is not null))
            as geographies,
        cast(sum(lignes) as bigint) as lignes
    from {{ source('meta', 'cases') }}
    group by jeu

),

livraisons as (

    select
        cases.jeu,
        cast(count(distinct livraisons.livraison) as integer) as nombre_livraisons,
        {{ nature_la_plus_faible('livraisons.nature') }} as nature
    from {{ source('meta', 'cases') }} as cases
    inner join {{ source('meta', 'livraisons') }} as livraisons
        on
            cases.jeu = livraisons.jeu
            and cases.livraison = livraisons.livraison
    group by cases.jeu

)

select
    contrats.jeu,
    contrats.producteur,
    contrats.titre,
    contrats.page,
    contrats.licence,
    contrats.diffusion,
    contrats.cadence,
    contrats.secret_unites_minimum,
    contrats.secret_part_maximum_pct,
    case when cases.lignes > 0 then 'disponible' else 'non_charge' end as statut,
    coalesce(cases.millesimes, []) as millesimes,
    coalesce(cases.geographies, []) as geographies,
    coalesce(livraisons.nombre_livraisons, 0) as nombre_livraisons,
    coalesce(cases.lignes, 0) as lignes,
    livraisons.nature,
    contrats.commande
from contrats
left join cases
    on contrats.jeu = cases.jeu
left join livraisons
    on contrats.jeu = livraisons.jeu
