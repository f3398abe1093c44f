-- Where each commune is spoken of in the files of the census and of births and deaths.
{% set lus_a_part = {
    'insee_etat_civil': 'stg_insee__etat_civil',
    'insee_rp_serie_historique': 'stg_insee__rp_serie_historique_mouvements',
    'insee_rp_comparateur': 'stg_insee__rp_comparateur_mouvements'
} %}
{% for jeu in jeux_recensement() -%}
    select
        '{{ jeu }}' as jeu,
        code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref(jeu.replace('insee_', 'stg_insee__')) }}
    union
{% endfor -%}
{% for jeu, modele in lus_a_part.items() -%}
    select
        '{{ jeu }}' as jeu,
        code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref(modele) }}
    {{ 'union' if not loop.last }}
{% endfor -%}
