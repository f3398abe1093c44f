{#- Staging model of each data set, and the name of its column of codes. -#}
{%- set jeux = {
    'urssaf_emploi_communes': ['stg_urssaf__emploi_communes', 'code_commune', 'true'],
    'insee_flores': ['stg_insee__flores', 'code_territoire', "niveau = 'commune'"],
    'insee_clap': ['stg_insee__clap', 'code_territoire', "niveau = 'commune'"],
    'insee_melodi': ['stg_insee__melodi_flores', 'code_territoire', "niveau = 'commune'"],
    'tiers_urssaf_serie': ['stg_tiers__emploi_communes', 'code_territoire', "niveau = 'commune'"]
} -%}

-- Codes of communes that the files of employment name and that are not followed to the geography of
-- analysis, with the first line of each: what marts.rejets judges.
with livrees as (

    {% for jeu, (modele, code, filtre) in jeux.items() -%}
        select
            '{{ jeu }}' as jeu,
            {{ code }} as code_commune,
            millesime,
            geographie,
            livraison,
            min(feuille) as feuille,
            min(ligne) as ligne,
            {{ nature_la_plus_faible('nature') }} as nature
        from {{ ref(modele) }}
        where {{ filtre }}
        group by {{ code }}, millesime, geographie, livraison
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select livrees.*
from livrees
anti join {{ ref('int_emploi__passages') }} as passages
    on
        livrees.geographie = passages.geographie_source
        and livrees.code_commune = passages.code_origine
