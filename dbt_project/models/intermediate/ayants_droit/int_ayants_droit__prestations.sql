-- Benefits of every territory: persons who draw each, never added up as persons, and yearly euros.
{% set mesures = [
    {'nom': 'beneficiaires', 'genre': 'effectif', 'couverture_minimale': none},
    {'nom': 'montant_annuel_eur', 'genre': 'effectif', 'couverture_minimale': none}
] %}
with alignees as (

    {{ aligner_comptes(
        ref('stg_angdm__prestations'),
        ['millesime', 'prestation', 'droit'],
        ['beneficiaires', 'montant_annuel_eur']
    ) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

prestations as (

    select distinct
        millesime,
        prestation
    from alignees

),

livrees as (

    select
        code_commune,
        millesime,
        prestation,
        {% for mesure in mesures -%}
            {{ compte(mesure.nom) }} as {{ mesure.nom }},
            {{ statut_compte(mesure.nom, mesure.nom ~ '_statut') }} as {{ mesure.nom }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by code_commune, millesime, prestation

),

communes as (

    select
        repondues.code_commune,
        repondues.millesime,
        prestations.prestation,
        {% for mesure in mesures -%}
            case when livrees.code_commune is null then 0 else livrees.{{ mesure.nom }} end
                as {{ mesure.nom }},
            coalesce(livrees.{{ mesure.nom }}_statut, 'disponible') as {{ mesure.nom }}_statut,
        {% endfor -%}
        livrees.nature
    from repondues
    inner join prestations
        on repondues.millesime = prestations.millesime
    left join livrees
        on
            repondues.code_commune = livrees.code_commune
            and repondues.millesime = livrees.millesime
            and prestations.prestation = livrees.prestation

),

sommes as (

    {{ agreger('communes', mesures, cle=['millesime', 'prestation']) }}

),

natures as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    sommes.prestation,
    {% for mesure in mesures -%}
        sommes.{{ mesure.nom }},
        sommes.{{ mesure.nom }}_statut,
    {% endfor -%}
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime
