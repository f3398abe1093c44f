{% set comptes = comptes_parc() | list %}
with sommes as (

    select *
    from {{ ref('int_parc__territoires') }}

),

regle as (

    select max(seuil_logements) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'bailleurs_parc'

),

jugees as (

    {{ sous_la_regle('sommes', comptes) }}

),

rapportees as (

    select
        *,
        {{ statuts_des_ratios(rapports_parc()) }}
    from jugees

)

select
    rapportees.niveau,
    rapportees.code_territoire,
    coalesce(territoires.nom_territoire, cites.nom, rapportees.code_territoire) as nom_territoire,
    rapportees.millesime,
    rapportees.axe,
    rapportees.modalite,
    {% for nom in comptes -%}
        cast(rapportees.{{ nom }} as double) as {{ nom }},
        rapportees.{{ nom }}_statut,
    {% endfor -%}
    {{ colonnes_des_ratios(rapports_parc(), 'rapportees') }},
    rapportees.nature,
    'bailleurs du Bassin minier' as source
from rapportees
left join {{ ref('territoires') }} as territoires
    on
        rapportees.niveau = territoires.niveau
        and rapportees.code_territoire = territoires.code_territoire
left join {{ ref('cites') }} as cites
    on
        rapportees.niveau = 'cite'
        and rapportees.code_territoire = cites.code_cite
