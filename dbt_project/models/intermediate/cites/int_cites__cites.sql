-- Where the features of a cité differ, the inscribed one rules, then the buffer zone's, then the ERBM's.
{% set attributs = ['nom', 'nom_2', 'type', 'compagnie', 'interet'] %}
with objets as (

    select
        *,
        case
            when id_unesco is not null then 1
            when couche = 'inscrites' then 2
            when couche = 'zone_tampon' then 3
            else 4
        end as rang
    from {{ ref('int_cites__contours') }}

),

-- What a layer does not hold may only be said when it is loaded.
couches as (

    select list(distinct couche) as chargees
    from objets

),

attributs as (

    select
        objets.code_cite,
        {% for attribut in attributs -%}
            first({{ attribut }} order by rang, objet) filter (where {{ attribut }} is not null)
                as {{ attribut }},
        {% endfor -%}
        {% for numero in ['id_lsm', 'id_unesco'] -%}
            list_sort(list(distinct {{ numero }}) filter (where {{ numero }} is not null)) as {{ numero }},
        {% endfor -%}
        case when list_contains(any_value(couches.chargees), 'inscrites') then count(objets.id_unesco) > 0 end
            as inscrite,
        {% for couche in ['zone_tampon', 'erbm'] -%}
            case when list_contains(any_value(couches.chargees), '{{ couche }}')
                    then bool_or(objets.couche = '{{ couche }}')
            end as {{ couche }},
        {% endfor -%}
        bool_or(objets.est_inscrite_mh) as inscrite_mh,
        bool_or(objets.est_classee_mh) as classee_mh,
        count(*) as nombre_objets,
        {{ nature_la_plus_faible('objets.nature') }} as nature
    from objets
    cross join couches
    group by objets.code_cite

),

-- An owner written « M&C / SIA » is two.
proprietaires as (

    select
        code_cite,
        trim(unnest(string_split(proprietaire, '/'))) as proprietaire
    from objets

),

bailleurs as (

    select
        code_cite,
        list_sort(list(
            distinct
            case
                when {{ cle_de_nom('proprietaire', 2) }} in ('M C', 'MAISONS CITES') then 'Maisons et Cités'
                else proprietaire
            end
        )) as bailleurs
    from proprietaires
    where proprietaire <> ''
    group by code_cite

),

communes as (

    select
        code_cite,
        list(code_commune order by code_commune) as communes
    from {{ ref('int_cites__communes') }}
    group by code_cite

),

surfaces as (

    select
        code as code_cite,
        any_value(surface_totale_m2) as surface_m2,
        coalesce(max(surface_m2) filter (where genre = 'bien_inscrit'), 0) as surface_inscrite_m2,
        coalesce(max(surface_m2) filter (where genre = 'zone_tampon'), 0) as surface_zone_tampon_m2
    from {{ ref('int_cites__recouvrements') }}
    group by code

),

perimetres as (

    select
        bool_or(genre = 'bien_inscrit') as bien_inscrit_est_charge,
        bool_or(genre = 'zone_tampon') as zone_tampon_est_chargee
    from {{ ref('int_cites__zones') }}

)

select
    attributs.*,
    coalesce(bailleurs.bailleurs, []) as bailleurs,
    coalesce(communes.communes, []) as communes,
    cast(surfaces.surface_m2 as double) as surface_m2,
    case when perimetres.bien_inscrit_est_charge
            then 100 * surfaces.surface_inscrite_m2 / surfaces.surface_m2
    end as part_inscrite_pct,
    case when perimetres.zone_tampon_est_chargee
            then 100 * surfaces.surface_zone_tampon_m2 / surfaces.surface_m2
    end as part_zone_tampon_pct
from attributs
inner join surfaces
    on attributs.code_cite = surfaces.code_cite
left join bailleurs
    on attributs.code_cite = bailleurs.code_cite
left join communes
    on attributs.code_cite = communes.code_cite
cross join perimetres
