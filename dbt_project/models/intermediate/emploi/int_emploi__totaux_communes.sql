-- Every commune, vintage and source: nobody, somebody, or not known.
{% set figures = {'effectif': 'effectif_connu', 'etablissements': 'etablissements_connus'} %}
with publications as (

    select *
    from {{ ref('int_emploi__publications') }}
    where donne_le_total

),

sommes as (

    select
        communes.source,
        communes.millesime,
        {% for figure in figures -%}
            {{ somme_entiere('communes.' ~ figure) }} as {{ figure }},
            {{ statut_somme_entiere('communes.' ~ figure) }} as {{ figure }}_statut,
        {% endfor -%}
        communes.code_commune
    from {{ ref('int_emploi__communes') }} as communes
    inner join publications
        on
            communes.source = publications.source
            and communes.millesime = publications.millesime
            and communes.nomenclature = publications.nomenclature
    group by communes.source, communes.millesime, communes.code_commune

),

communes as (

    select communes.code_commune
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie = geographies.geographie
    where geographies.est_analyse

)

select
    publications.source,
    publications.millesime,
    {% for figure, connue in figures.items() -%}
        cast(
            case
                when sommes.code_commune is not null then sommes.{{ figure }}
                when livrees.code_commune is not null and publications.{{ connue }} then 0
            end as decimal(18, 9)
        ) as {{ figure }},
        case
            when sommes.code_commune is not null then sommes.{{ figure }}_statut
            when livrees.code_commune is not null and publications.{{ connue }} then 'disponible'
            else 'non_publie'
        end as {{ figure }}_statut,
    {% endfor -%}
    communes.code_commune
from publications
cross join communes
left join {{ ref('int_emploi__livrees') }} as livrees
    on
        publications.source = livrees.source
        and publications.millesime = livrees.millesime
        and publications.nomenclature = livrees.nomenclature
        and communes.code_commune = livrees.code_commune
left join sommes
    on
        publications.source = sommes.source
        and publications.millesime = sommes.millesime
        and communes.code_commune = sommes.code_commune
