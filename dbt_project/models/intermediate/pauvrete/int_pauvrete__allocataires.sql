-- Recipients of each commune of the geography of analysis: the communal file, else the sum of its IRIS.
{% set figures = ['allocataires', 'allocataires_rsa', 'allocataires_prime_activite', 'allocataires_aah'] %}
with communales as (

    select
        code_territoire as code_commune,
        millesime,
        geographie,
        {% for figure in figures -%}
            {{ figure }},
            {{ figure }}_statut,
        {% endfor -%}
        nature
    from {{ ref('stg_cnaf__allocataires_communes') }}

),

-- Who is not located in an IRIS is missing from all of them: the sum is partial. One IRIS withheld, no sum.
sommes_d_iris as (

    select
        code_commune,
        millesime,
        geographie,
        {% for figure in figures -%}
            case when count(*) = count({{ figure }}) then sum({{ figure }}) end as {{ figure }},
            case
                when count(*) = count({{ figure }}) then 'partiel'
                when bool_or({{ figure }}_statut = 'secret') then 'secret'
                else 'non_publie'
            end as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('stg_cnaf__allocataires_iris') }} as iris
    anti join communales
        on
            iris.code_commune = communales.code_commune
            and iris.millesime = communales.millesime
    group by code_commune, millesime, geographie

),

livrees as (

    select * from communales
    union all
    select * from sommes_d_iris

),

passages as (

    select passages.*
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

),

alignees as (

    select
        passages.code_destination as code_commune,
        livrees.millesime,
        {% for figure in figures -%}
            case
                when
                    count(*) = count(livrees.{{ figure }})
                    then round(sum(livrees.{{ figure }} * passages.part))
            end
                as {{ figure }},
            case
                when count(*) > count(livrees.{{ figure }})
                    then max(livrees.{{ figure }}_statut) filter (where livrees.{{ figure }} is null)
                when bool_or(passages.est_estime) then 'estime'
                else max(livrees.{{ figure }}_statut)
            end as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('livrees.nature') }} as nature
    from livrees
    inner join passages
        on
            livrees.geographie = passages.geographie_origine
            and livrees.code_commune = passages.code_origine
    group by passages.code_destination, livrees.millesime

),

millesimes as (

    select distinct millesime
    from alignees

),

communes as (

    select code_commune
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'commune'

)

select
    communes.code_commune,
    millesimes.millesime,
    {% for figure in figures -%}
        alignees.{{ figure }},
        coalesce(alignees.{{ figure }}_statut, 'non_charge') as {{ figure }}_statut,
    {% endfor -%}
    alignees.nature
from communes
cross join millesimes
left join alignees
    on
        communes.code_commune = alignees.code_commune
        and millesimes.millesime = alignees.millesime
