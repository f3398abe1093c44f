{#- Choosing the best edition loses no cell: a row for each territory, vintage and geography delivered. -#}
{%- set jeux = {
    'insee_filosofi': 'stg_insee__filosofi',
    'insee_filosofi_deciles': 'stg_insee__filosofi_deciles',
    'insee_filosofi_pauvres': 'stg_insee__filosofi_pauvres'
} -%}
{% for jeu, modele in jeux.items() %}
    (
        select distinct
            '{{ jeu }}' as jeu,
            _niveau as niveau,
            {{ code_territoire_insee('_niveau', 'code_territoire') }} as code_territoire,
            _millesime as millesime,
            _geographie as geographie
        from {{ source('raw', jeu) }}
        where
            _niveau <> 'commune'
            or code_territoire = {{ commune_de_rattachement('code_territoire') }}
        except
        select
            '{{ jeu }}' as jeu,
            niveau,
            code_territoire,
            millesime,
            geographie
        from {{ ref(modele) }}
    )
    {{ 'union all' if not loop.last }}
{% endfor %}
