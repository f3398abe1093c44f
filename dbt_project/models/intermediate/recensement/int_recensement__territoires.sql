-- Every count of every territory and perimeter: the sum of its communes.
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
