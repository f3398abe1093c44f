{#- Slot by slot, the raw table holds as many rows as the ledger says were loaded. Both empty is right; a slot on one
    side only, or of another size, is an error. -#}
{% test cases_couvertes(model, jeu) %}

with livrees as (

    select
        millesime,
        periode,
        niveau,
        geographie,
        edition,
        sum(lignes) as lignes
    from {{ source('meta', 'cases') }}
    where jeu = '{{ jeu }}'
    group by millesime, periode, niveau, geographie, edition

),

en_place as (

    select
        _millesime as millesime,
        _periode as periode,
        _niveau as niveau,
        _geographie as geographie,
        _edition as edition,
        count(*) as lignes
    from {{ model }}
    group by _millesime, _periode, _niveau, _geographie, _edition

)

select
    livrees.lignes as lignes_livrees,
    en_place.*
from livrees
full outer join en_place
    on
        livrees.millesime is not distinct from en_place.millesime
        and livrees.periode is not distinct from en_place.periode
        and livrees.niveau is not distinct from en_place.niveau
        and livrees.geographie is not distinct from en_place.geographie
        and livrees.edition is not distinct from en_place.edition
where livrees.lignes is distinct from en_place.lignes

{% endtest %}
