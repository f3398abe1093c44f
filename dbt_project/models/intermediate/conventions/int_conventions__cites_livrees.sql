-- Cités that the partners' deliveries name and that no layer has, with the first line of each.
{% set jeux = {
    'angdm_ayants_droit': 'stg_angdm__ayants_droit',
    'angdm_mouvements': 'stg_angdm__mouvements',
    'angdm_logements': 'stg_angdm__logements',
    'bailleurs_parc': 'stg_bailleurs__parc'
} -%}
with livrees as (

    {% for jeu, modele in jeux.items() -%}
        select
            '{{ jeu }}' as jeu,
            code_cite,
            millesime,
            geographie,
            livraison,
            min(feuille) as feuille,
            min(ligne) as ligne,
            {{ nature_la_plus_faible('nature') }} as nature
        from {{ ref(modele) }}
        where code_cite is not null
        group by code_cite, millesime, geographie, livraison
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select livrees.*
from livrees
anti join {{ ref('int_cites__cites') }} as cites
    on livrees.code_cite = cites.code_cite
