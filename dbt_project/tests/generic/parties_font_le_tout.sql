{#- At each vintage, the territories of one level add up to one territory that holds them all: exactly, unless
    couverture_minimale says which share of it belongs to the level (islands without EPCI), and never to more. A label
    mistyped on one side shows as a missing part. A vintage in which a part has no figure of its own, although some of
    its communes count in the whole, is only held not to exceed it. -#}
{% test parties_font_le_tout(model, figure, niveau_parties, niveau_tout, code_tout, couverture_minimale=1) %}

with touts as (

    select
        millesime,
        {{ figure }} as total
    from {{ model }}
    where
        niveau = '{{ niveau_tout }}'
        and code_territoire = '{{ code_tout }}'
        and {{ figure }} is not null

),

parties as (

    select
        millesime,
        sum({{ figure }}) as total,
        bool_or({{ figure }} is null and couverture > 0) as est_amputee
    from {{ model }}
    where niveau = '{{ niveau_parties }}'
    group by millesime

)

select
    touts.millesime,
    touts.total,
    parties.total as total_des_parties
from touts
-- A level that is not loaded at all has no parts to add up.
cross join (select count(*) as nombre from parties) as niveau_charge
left join parties
    on touts.millesime = parties.millesime
where
    niveau_charge.nombre > 0
    and (
        parties.total is null
        or parties.total > touts.total
        or (not parties.est_amputee and parties.total < touts.total * {{ couverture_minimale }})
    )

{% endtest %}
