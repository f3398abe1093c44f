-- Right-holders of each commune, and of each cité, by what they are.
{% set lieux = {'commune': 'code_commune', 'cite': 'code_cite'} %}
with personnes as (

    select
        *,
        millesime - annee_naissance as age,
        personnes * (millesime - annee_naissance) as annees_vecues
    from {{ ref('int_ayants_droit__personnes') }}

)

{% for niveau, code in lieux.items() %}
    select
        '{{ niveau }}' as niveau,
        {{ code }} as code_territoire,
        millesime,
        {{ colonnes_comptees(comptes_ayants_droit(), 'personnes') }},
        {{ compte('annees_vecues') }} as annees_vecues,
        {{ statut_compte('annees_vecues', 'personnes_statut') }} as annees_vecues_statut,
        {{ nature_la_plus_faible('nature') }} as nature
    from personnes
    where {{ code }} is not null
    group by {{ code }}, millesime
    {{ 'union all' if not loop.last }}
{% endfor %}
