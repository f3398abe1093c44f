-- Communes that each partner's deliveries name, in the geography of analysis: all the parts of a divided one.
-- The partner is the producer where it is alone.
with passages as (

    select
        passages.geographie_origine,
        passages.code_origine,
        passages.code_destination as code_commune
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

)

select
    livrees.jeu,
    coalesce(livrees.partenaire, contrats.producteur) as partenaire,
    livrees.millesime,
    passages.code_commune,
    {{ nature_la_plus_faible('livrees.nature') }} as nature
from {{ ref('int_conventions__communes_livrees') }} as livrees
inner join {{ source('meta', 'contrats') }} as contrats
    on livrees.jeu = contrats.jeu
inner join passages
    on
        livrees.geographie = passages.geographie_origine
        and {{ commune_de_rattachement('livrees.code_commune') }} = passages.code_origine
group by all
