-- depends_on: {{ ref('ancrage_local') }}
-- depends_on: {{ ref('population') }}
-- depends_on: {{ ref('population_structure') }}
-- depends_on: {{ ref('population_iris') }}
-- depends_on: {{ ref('pauvrete') }}
-- depends_on: {{ ref('pauvrete_quartiers') }}
-- depends_on: {{ ref('chomage') }}
-- depends_on: {{ ref('emploi_territoires') }}
{{ dictionnaire_des_indicateurs() }}
