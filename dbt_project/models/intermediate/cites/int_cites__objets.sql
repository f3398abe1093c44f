-- Features of the three layers of cités; one without a number could not be told from another: it is rejected.
{% set couches = [
    ('inscrites', 'mission_cites_inscrites', 'stg_mission__cites_inscrites'),
    ('zone_tampon', 'mission_cites_zone_tampon', 'stg_mission__cites_zone_tampon'),
    ('erbm', 'mission_cites_erbm', 'stg_mission__cites_erbm')
] %}
with couches as (

    {% for couche, jeu, modele in couches -%}
        select
            '{{ couche }}' as couche,
            '{{ jeu }}' as jeu,
            id_lsm,
            {% if couche == 'inscrites' -%}
                id_unesco,
                est_inscrite_mh,
                est_classee_mh,
            {%- else -%}
                cast(null as varchar) as id_unesco,
                cast(null as boolean) as est_inscrite_mh,
                cast(null as boolean) as est_classee_mh,
            {%- endif %}
            nom,
            nom_2,
            commune_1,
            commune_2,
            commune_3,
            type,
            compagnie,
            interet,
            proprietaire,
            geometrie,
            nature,
            livraison,
            ligne
        from {{ ref(modele) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    couche || '/' || coalesce('LSM-' || id_lsm, 'UNESCO-' || id_unesco) as objet,
    *
from couches
