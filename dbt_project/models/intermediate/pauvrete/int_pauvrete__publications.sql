-- What Filosofi publishes for a footprint: the best edition of its base, with its deciles beside it.
{# Columns of the base that the deciles' file has too: it supplies them where it came alone. -#}
{% set equivalents = {
    'menages_fiscaux': 'menages',
    'personnes_menages_fiscaux': 'personnes',
    'revenu_median': 'revenu_median',
    'revenu_d1': 'revenu_d1',
    'revenu_d9': 'revenu_d9',
    'rapport_interdecile': 'rapport_interdecile'
} %}
with empreintes as (

    select *
    from {{ ref('int_pauvrete__empreintes') }}

),

filosofi as (

    select
        empreintes.empreinte,
        empreintes.communes,
        filosofi.*
    from {{ ref('stg_insee__filosofi') }} as filosofi
    inner join empreintes
        on
            filosofi.niveau = empreintes.niveau
            and filosofi.code_territoire = empreintes.code_territoire
            and filosofi.millesime = empreintes.millesime
            and filosofi.geographie = empreintes.geographie
    qualify row_number() over (
            partition by filosofi.niveau, filosofi.millesime, empreintes.empreinte
            order by filosofi.rang_edition, filosofi.geographie desc, filosofi.code_territoire
        ) = 1

),

deciles as (

    select
        empreintes.empreinte,
        empreintes.communes,
        deciles.*
    from {{ ref('stg_insee__filosofi_deciles') }} as deciles
    inner join empreintes
        on
            deciles.niveau = empreintes.niveau
            and deciles.code_territoire = empreintes.code_territoire
            and deciles.millesime = empreintes.millesime
            and deciles.geographie = empreintes.geographie
    qualify row_number() over (
            partition by deciles.niveau, deciles.millesime, empreintes.empreinte
            order by deciles.rang_edition, deciles.geographie desc, deciles.code_territoire
        ) = 1

)

select
    coalesce(filosofi.niveau, deciles.niveau) as niveau,
    coalesce(filosofi.millesime, deciles.millesime) as millesime,
    coalesce(filosofi.empreinte, deciles.empreinte) as empreinte,
    coalesce(filosofi.communes, deciles.communes) as communes,
    coalesce(filosofi.code_territoire, deciles.code_territoire) as code_territoire,
    coalesce(filosofi.geographie, deciles.geographie) as geographie_source,
    deciles.geographie as geographie_deciles,
    {% for figure, equivalent in equivalents.items() -%}
        coalesce(filosofi.{{ figure }}, deciles.{{ equivalent }}) as {{ figure }},
        case
            when filosofi.{{ figure }} is null and deciles.{{ equivalent }} is not null
                then deciles.{{ equivalent }}_statut
            else coalesce(filosofi.{{ figure }}_statut, deciles.{{ equivalent }}_statut)
        end as {{ figure }}_statut,
    {% endfor -%}
    {% for figure in figures_filosofi() | reject('in', equivalents) -%}
        filosofi.{{ figure }},
        coalesce(filosofi.{{ figure }}_statut, 'non_charge') as {{ figure }}_statut,
    {% endfor -%}
    {% for figure in figures_deciles() -%}
        deciles.{{ figure }},
        coalesce(deciles.{{ figure }}_statut, 'non_charge') as {{ figure }}_statut,
    {% endfor -%}
    coalesce(filosofi.edition, deciles.edition) as edition,
    -- The weaker of the two, row by row.
    case
        when 'simule' in (filosofi.nature, deciles.nature) then 'simule'
        else coalesce(filosofi.nature, deciles.nature)
    end as nature
from filosofi
full outer join deciles
    on
        filosofi.niveau = deciles.niveau
        and filosofi.millesime = deciles.millesime
        and filosofi.empreinte = deciles.empreinte
