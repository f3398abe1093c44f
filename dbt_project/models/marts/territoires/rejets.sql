with communes as (

    select
        geographie,
        code_commune
    from {{ ref('int_territoires__communes') }}

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

passages as (

    select distinct
        passages.geographie_origine,
        passages.code_origine
    from {{ ref('int_territoires__passages') }} as passages
    inner join geographie_analyse
        on passages.geographie_destination = geographie_analyse.geographie

),

lignes as (

    select
        'insee_populations_reference' as jeu,
        code_territoire as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'
    union all
    select
        'dgcl_epci_composition' as jeu,
        code_commune,
        geographie as millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_dgcl__epci_composition') }}
    union all
    select
        'insee_appartenance' as jeu,
        code_commune,
        geographie as millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__appartenance') }}
    union all
    select
        'insee_zones_emploi' as jeu,
        code_commune,
        zonage as millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__zones_emploi') }}
    union all
    select
        'insee_filosofi' as jeu,
        code_territoire as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__filosofi') }}
    where niveau = 'commune'
    union all
    select
        'insee_filosofi_deciles' as jeu,
        code_territoire as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__filosofi_deciles') }}
    where niveau = 'commune'
    union all
    select
        'cnaf_allocataires_communes' as jeu,
        code_territoire as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_cnaf__allocataires_communes') }}
    where niveau = 'commune'
    union all
    select
        'cnaf_allocataires_iris' as jeu,
        code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_cnaf__allocataires_iris') }}
    union all
    {% for modele in [
        'int_recensement__lignes', 'int_migrations__lignes', 'int_navettes__lignes', 'int_emploi__communes_livrees',
        'int_zones__lignes', 'int_conventions__communes_livrees', 'int_temoins__communes_livrees'
    ] -%}
        select
            jeu,
            code_commune,
            millesime,
            geographie,
            livraison,
            feuille,
            ligne,
            nature
        from {{ ref(modele) }}
        union all
    {% endfor -%}
    select
        'mission_perimetres' as jeu,
        code_commune,
        geographie as millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_mission__perimetres') }}

),

-- A list of members belongs to its own year: only figures are carried to another.
natures_de_jeu as (

    select
        *,
        jeu not in (
            'dgcl_epci_composition', 'insee_appartenance', 'insee_zones_emploi', 'mission_perimetres'
        ) as est_un_chiffre
    from lignes

),

annees_en_main as (

    select distinct geographie
    from communes

),

jugees as (

    select
        lignes.* exclude (est_un_chiffre),
        case
            when annees_en_main.geographie is null
                then 'aucune liste des communes de l’année ' || lignes.geographie || ' n’est chargée'
            when communes.code_commune is null
                then 'code absent de la liste des communes au 1ᵉʳ janvier ' || lignes.geographie
            when lignes.est_un_chiffre and geographie_analyse.geographie is null
                then 'aucune géographie d’analyse : les listes d’une même année ne sont pas toutes chargées'
            when
                lignes.est_un_chiffre
                and lignes.geographie > geographie_analyse.geographie
                then 'géographie postérieure à celle de l’analyse'
            when
                geographie_analyse.geographie is null or lignes.geographie > geographie_analyse.geographie
                then null
            when passages.code_origine is null
                then 'aucun passage vers la géographie ' || geographie_analyse.geographie
        end as motif
    from natures_de_jeu as lignes
    left join annees_en_main
        on lignes.geographie = annees_en_main.geographie
    left join communes
        on
            lignes.geographie = communes.geographie
            and lignes.code_commune = communes.code_commune
    left join geographie_analyse
        on true
    left join passages
        on
            lignes.geographie = passages.geographie_origine
            and lignes.code_commune = passages.code_origine

)

select
    jeu,
    livraison,
    feuille,
    ligne,
    millesime,
    geographie,
    'commune' as niveau,
    code_commune as code_territoire,
    motif,
    nature
from jugees
where motif is not null

union all

select
    jeu,
    livraison,
    null as feuille,
    ligne,
    null as millesime,
    null as geographie,
    'commune' as niveau,
    nom as code_territoire,
    motif,
    nature
from {{ ref('int_cites__communes_citees') }}
where motif is not null

union all

select
    jeu,
    livraison,
    null as feuille,
    ligne,
    null as millesime,
    null as geographie,
    'cite' as niveau,
    null as code_territoire,
    'l’entité n’a de numéro ni d’inventaire ni du bien inscrit : la cité ne peut être suivie' as motif,
    nature
from {{ ref('int_cites__objets') }}
where objet is null

union all

select
    jeu,
    livraison,
    feuille,
    ligne,
    millesime,
    geographie,
    'cite' as niveau,
    code_cite as code_territoire,
    'code de cité qu’aucune couche de la Mission n’a' as motif,
    nature
from {{ ref('int_conventions__cites_livrees') }}
