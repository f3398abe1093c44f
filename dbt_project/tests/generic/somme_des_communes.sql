{#- A territory's figure is exactly the sum of its communes' in the geography of analysis, at every level. -#}
{% test somme_des_communes(model, figure) %}

with territoires as (

    select
        niveau,
        code_territoire,
        millesime,
        {{ figure }} as valeur
    from {{ model }}
    where {{ figure }} is not null

),

communes as (

    select
        mailles.niveau,
        mailles.code_territoire,
        modele.millesime,
        sum(modele.{{ figure }}) as valeur
    from {{ ref('int_territoires__mailles') }} as mailles
    inner join {{ model }} as modele
        on
            mailles.code_commune = modele.code_territoire
            and modele.niveau = 'commune'
    group by mailles.niveau, mailles.code_territoire, modele.millesime

)

select
    territoires.*,
    communes.valeur as somme_des_communes
from territoires
left join communes
    on
        territoires.niveau = communes.niveau
        and territoires.code_territoire = communes.code_territoire
        and territoires.millesime = communes.millesime
where territoires.valeur is distinct from communes.valeur

{% endtest %}
