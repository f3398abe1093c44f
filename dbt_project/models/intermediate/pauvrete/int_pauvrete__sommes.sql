-- Counts, and rates that have a weight in the dictionary, of the territories INSEE publishes none for.
with lignes as (

    select
        composition.niveau,
        composition.code_territoire,
        composition.millesime,
        composition.couverture,
        composition.couverture_publiee,
        publications.niveau as niveau_part,
        {% for figure in indicateurs_ponderes('pauvrete') -%}
        -- A rate at its floor or ceiling is no exact rate.
            case
                when composition.genre = 'publiee' and publications.{{ figure }}_statut = 'disponible'
                    then publications.{{ figure }}
            end as {{ figure }},
        {% endfor -%}
        case when composition.genre = 'publiee' then publications.personnes_menages_fiscaux end
            as personnes_menages_fiscaux,
        case when composition.genre = 'publiee' then publications.menages_fiscaux end as menages_fiscaux,
        publications.edition,
        publications.geographie_source,
        publications.nature
    from {{ ref('int_pauvrete__composition') }} as composition
    inner join {{ ref('int_pauvrete__parts') }} as parts
        on
            composition.millesime = parts.millesime
            and composition.part = parts.part
    inner join {{ ref('int_pauvrete__publications') }} as publications
        on
            parts.millesime = publications.millesime
            and parts.niveau = publications.niveau
            and parts.empreinte = publications.empreinte

)

select
    niveau,
    code_territoire,
    millesime,
    any_value(couverture) as couverture,
    any_value(couverture_publiee) as couverture_publiee,
    bool_and(niveau_part = 'epci') and any_value(couverture_publiee) = 1 as est_union_d_epci,
    sum(personnes_menages_fiscaux) as personnes_menages_fiscaux,
    sum(menages_fiscaux) as menages_fiscaux,
    {% for figure in indicateurs_ponderes('pauvrete') -%}
        {% set poids = poids_de('pauvrete', figure) -%}
        sum({{ figure }} * {{ poids }}) / nullif(sum({{ poids }}) filter (where {{ figure }} is not null), 0)
            as {{ figure }},
        any_value(couverture_publiee) * coalesce(sum({{ poids }}) filter (where {{ figure }} is not null), 0)
        / sum({{ poids }}) as {{ figure }}_couverture,
    {% endfor -%}
    case when count(distinct edition) > 1 then 'plusieurs' else min(edition) end as edition,
    case when count(distinct geographie_source) = 1 then min(geographie_source) end as geographie_source,
    {{ nature_la_plus_faible('nature') }} as nature
from lignes
group by niveau, code_territoire, millesime
