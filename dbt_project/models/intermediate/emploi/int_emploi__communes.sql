-- Sparse: a delivered commune without a row of a sector has nobody in it.
{% set figures = ['effectif', 'etablissements'] %}
with publications as (

    select *
    from {{ ref('int_emploi__publications') }}

),

lignes as (

    select
        lignes.source,
        lignes.nomenclature,
        lignes.secteur,
        lignes.millesime,
        passages.code_commune,
        passages.part,
        passages.est_simple,
        passages.est_estime,
        lignes.effectif,
        lignes.effectif_statut,
        lignes.etablissements,
        lignes.etablissements_statut
    from {{ ref('int_emploi__lignes') }} as lignes
    inner join publications
        on
            lignes.source = publications.source
            and lignes.jeu = publications.jeu
            and lignes.nomenclature = publications.nomenclature
            and lignes.millesime = publications.millesime
            and lignes.publication is not distinct from publications.publication
            and lignes.geographie = publications.geographie_source
    inner join {{ ref('int_emploi__passages') }} as passages
        on
            lignes.geographie = passages.geographie_source
            and lignes.code_commune = passages.code_origine

),

-- decimal and not double: sums do not depend on the order of the rows.
reportees as (

    select
        source,
        nomenclature,
        secteur,
        millesime,
        {% for figure in figures -%}
            cast({{ figure }} as decimal(18, 9)) as {{ figure }},
            {{ figure }}_statut,
        {% endfor -%}
        code_commune
    from lignes
    where est_simple

    union all

    select
        source,
        nomenclature,
        secteur,
        millesime,
        {% for figure in figures -%}
            case
                when bool_and({{ figure }} is not null)
                    then cast(sum(cast({{ figure }} * part as decimal(18, 9))) as decimal(18, 9))
            end as {{ figure }},
            case
                when bool_and({{ figure }} is not null) and bool_or(est_estime) then 'estime'
                else {{ statut_somme_entiere(figure) }}
            end as {{ figure }}_statut,
        {% endfor -%}
        code_commune
    from lignes
    where not est_simple
    group by source, nomenclature, secteur, millesime, code_commune

)

select reportees.*
from reportees
inner join {{ ref('int_emploi__livrees') }} as livrees
    on
        reportees.source = livrees.source
        and reportees.nomenclature = livrees.nomenclature
        and reportees.millesime = livrees.millesime
        and reportees.code_commune = livrees.code_commune
