-- Private dwellings of every territory, at 1 January. A count under eleven is withheld: what is known is
-- summed where it weighs enough, and the rest is never told by difference.
{% set figures = ['logements', 'vacants', 'vacants_2_ans'] %}
{% set mesures = [] %}
{% for figure in figures -%}
    {%- do mesures.append({'nom': figure, 'genre': 'effectif', 'couverture_minimale': 0.9}) -%}
{%- endfor %}
{% for figure in figures[1:] -%}
    {%- do mesures.append({
        'nom': 'part_' ~ figure ~ '_pct', 'genre': 'ratio', 'numerateur': figure, 'denominateur': 'logements',
        'facteur': 100, 'couverture_minimale': 0.9
    }) -%}
{%- endfor %}
with lignes as (

    {{ liste_ouverte('stg_sdes__lovac') }}

),

alignees as (

    {{ aligner_comptes('lignes', ['millesime'], figures) }}

),

communes as (

    select
        {% for figure in figures -%}
            {{ compte(figure) }} as {{ figure }},
            {{ statut_compte(figure, figure ~ '_statut') }} as {{ figure }}_statut,
        {% endfor -%}
        code_commune,
        millesime
    from alignees
    group by code_commune, millesime

),

sommes as (

    {{ agreger('communes', mesures) }}

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    {% for mesure in mesures -%}
        sommes.{{ mesure.nom }},
        sommes.{{ mesure.nom }}_statut,
        sommes.{{ mesure.nom }}_couverture,
    {% endfor -%}
    natures.nature
from sommes
inner join (
    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by millesime
) as natures
    on sommes.millesime = natures.millesime
