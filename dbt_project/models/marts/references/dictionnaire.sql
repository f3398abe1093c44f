-- depends_on: {{ ref('population') }}
{{ dictionnaire_des_indicateurs() }}
