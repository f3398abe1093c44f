-- Dwellings of the landlords in the geography of analysis, with what their cité is. Within it they are not
-- located: of a cité that lies partly in a neighbourhood, nobody can tell which are inside.
-- A tenth of its area is what a few metres between two outlines make of it.
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
        bool_or(part_qpv_2015_pct is not null) as qpv_2015,
        bool_or(part_qpv_2024_pct is not null) as qpv_2024
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
    {% for annee in [2015, 2024] -%}
        case
            when not coalesce(charges.qpv_{{ annee }}, false) then null
            when alignes.code_cite is null then 'hors cité'
            when cites.code_cite is null then 'cité inconnue'
            when cites.part_qpv_{{ annee }}_pct is null then 'contours non chargés'
            when cites.part_qpv_{{ annee }}_pct <= {{ part_hors }} then 'hors QPV'
            when cites.part_qpv_{{ annee }}_pct >= {{ part_dans }} then 'dans un QPV'
            else 'à cheval'
        end as qpv_{{ annee }},
    {% endfor -%}
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
    end as erbm
from alignes
left join {{ ref('cites') }} as cites
    on alignes.code_cite = cites.code_cite
cross join charges
