-- Dwellings of the landlords in the geography of analysis, with what their cité is. Within it they are not located: of a
-- cité that lies partly in a neighbourhood, nobody can tell which dwellings are inside. Ten per cent of its area is what
-- a few metres of difference between two outlines make of it.
{% set part_hors, part_dans = 10, 90 %}
with alignes as (

    {{ aligner_comptes(
        ref('stg_bailleurs__parc'),
        ['millesime', 'bailleur', 'code_cite', 'dpe', 'rehabilitation', 'occupation', 'annee_entree', 'tranche_age',
         'ressources'],
        ['logements']
    ) }}

),

charges as (

    select
        {% for annee in [2015, 2024] -%}
            coalesce(bool_or(part_qpv_{{ annee }}_pct is not null), false) as qpv_{{ annee }}
            {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('cites') }}

)

select
    alignes.code_commune,
    alignes.millesime,
    alignes.bailleur,
    alignes.code_cite,
    alignes.dpe,
    alignes.rehabilitation,
    alignes.occupation,
    alignes.annee_entree,
    alignes.tranche_age,
    alignes.ressources,
    alignes.logements,
    alignes.logements_statut,
    alignes.nature,
    case
        when alignes.code_cite is null then 'hors cité'
        when cites.code_cite is null then 'cité inconnue'
        when cites.inscrite then 'inscrite'
        when cites.zone_tampon then 'zone tampon'
        else 'autre cité'
    end as patrimoine,
    case
        when alignes.code_cite is null then 'hors cité'
        when cites.code_cite is null then 'cité inconnue'
        when cites.erbm then 'ERBM'
        else 'hors ERBM'
    end as erbm,
    {% for annee in [2015, 2024] -%}
        case
            when not charges.qpv_{{ annee }} then null
            when alignes.code_cite is null then 'hors cité'
            when cites.code_cite is null then 'cité inconnue'
            when cites.part_qpv_{{ annee }}_pct is null then 'contours non chargés'
            when cites.part_qpv_{{ annee }}_pct <= {{ part_hors }} then 'hors QPV'
            when cites.part_qpv_{{ annee }}_pct >= {{ part_dans }} then 'dans un QPV'
            else 'à cheval'
        end as qpv_{{ annee }}{{ ',' if not loop.last }}
    {% endfor %}
from alignes
left join {{ ref('cites') }} as cites
    on alignes.code_cite = cites.code_cite
cross join charges
