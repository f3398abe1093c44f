-- Communes that a layer names, and the step at which the name was found: 1. in capitals without accents;
-- 2. without ligatures or punctuation; 3. with its St in full, its lez as les; 4. a name of former days.
-- Without a step, the name is rejected.
with objets as (

    select
        objet,
        jeu,
        commune_1,
        commune_2,
        commune_3,
        nature,
        livraison,
        ligne
    from {{ ref('int_cites__objets') }}

    union all

    select
        'terrils/' || no_terril as objet,
        'mission_terrils' as jeu,
        commune_1,
        commune_2,
        commune_3,
        nature,
        livraison,
        ligne
    from {{ ref('stg_mission__terrils') }}

),

citees as (

    {% for rang in [1, 2, 3] -%}
        select
            objet,
            jeu,
            nature,
            livraison,
            ligne,
            {{ rang }} as rang,
            commune_{{ rang }} as nom
        from objets
        where commune_{{ rang }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

cles as (

    {% for etape in [1, 2, 3, 4] -%}
        select
            *,
            {{ etape }} as etape,
            {{ cle_de_nom('nom', [etape, 3] | min) }} as cle
        from citees
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

trouvees as (

    select
        cles.* exclude (etape, cle),
        case when noms.codes is not null then cles.etape end as etape,
        noms.codes
    from cles
    left join {{ ref('int_cites__noms_communes') }} as noms
        on
            cles.etape = noms.etape
            and cles.cle = noms.cle
    qualify
        row_number() over (
            partition by cles.jeu, cles.livraison, cles.ligne, cles.rang
            order by noms.codes is null, cles.etape
        ) = 1

)

select
    objet,
    jeu,
    nature,
    livraison,
    ligne,
    rang,
    nom,
    etape,
    case when len(codes) = 1 then codes[1] end as code_commune,
    case
        when codes is null
            then 'aucune commune du Nord ni du Pas-de-Calais ne porte ce nom, ni ne l’a porté'
        when len(codes) > 1
            then 'plusieurs communes portent ce nom : ' || array_to_string(codes, ', ')
    end as motif
from trouvees
