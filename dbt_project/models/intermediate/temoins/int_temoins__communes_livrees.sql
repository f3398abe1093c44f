-- Communes that the open lists name, with the first line of each: what marts.rejets judges.
{% set jeux = {
    'sdes_rpls': 'stg_sdes__rpls',
    'sdes_lovac': 'stg_sdes__lovac',
    'ademe_dpe': 'stg_ademe__dpe'
} -%}
{% for jeu, modele in jeux.items() -%}
    select
        '{{ jeu }}' as jeu,
        {{ commune_de_rattachement('code_territoire') }} as code_commune,
        millesime,
        geographie,
        livraison,
        cast(null as varchar) as feuille,
        min(ligne) as ligne,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref(modele) }}
    group by all
    {{ 'union all' if not loop.last }}
{% endfor %}
