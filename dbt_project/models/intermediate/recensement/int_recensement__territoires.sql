-- Every count of every territory and perimeter: the sum of its communes.
with sommes as (

    {{ agreger(
        ref('int_recensement__communes'),
        [{
            'nom': 'valeur',
            'genre': 'effectif',
            'couverture_minimale': couverture_minimale('population_structure', 'population')
        }],
        cle=['millesime', 'periode', 'mesure'],
        scissions=ref('int_recensement__scissions')
    ) }}

)

select
    niveau,
    code_territoire,
    millesime,
    periode,
    mesure,
    cast(valeur as double) as valeur,
    valeur_statut,
    valeur_couverture
from sommes
