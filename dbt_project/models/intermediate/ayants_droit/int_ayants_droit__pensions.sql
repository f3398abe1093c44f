-- Pensions of the miners' scheme in every territory: another population than the right-holders, and never
-- their number.
{% set mesures = [
    {'nom': 'pensionnes', 'genre': 'effectif', 'couverture_minimale': none},
    {'nom': 'montant_annuel_eur', 'genre': 'effectif', 'couverture_minimale': none}
] %}
with alignees as (

    {{ aligner_comptes(
        ref('stg_rdm__pensions'), ['millesime', 'sexe', 'droit'], ['pensionnes', 'montant_annuel_eur']
    ) }}

),

repondues as (

    {{ communes_repondues('alignees') }}

),

communes as (

    select
        repondues.code_commune,
        repondues.millesime,
    {% for mesure in mesures -%}
        {{ compte('alignees.' ~ mesure.nom, 'alignees.code_commune is not null') }} as {{ mesure.nom }},
            {{ statut_compte(
                'alignees.' ~ mesure.nom, 'alignees.' ~ mesure.nom ~ '_statut', 'alignees.code_commune is not null'
            ) }} as {{ mesure.nom }}_statut{{ ',' if not loop.last }}
    {% endfor %}
    from repondues
    left join alignees
        on
            repondues.code_commune = alignees.code_commune
            and repondues.millesime = alignees.millesime
    group by repondues.code_commune, repondues.millesime

),

sommes as (

    {{ agreger('communes', mesures) }}

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
    {% for mesure in mesures -%}
        sommes.{{ mesure.nom }},
        sommes.{{ mesure.nom }}_statut,
    {% endfor -%}
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime
