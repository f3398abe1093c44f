-- depends_on: {{ ref('population') }}
{{ union_des_indicateurs() }}
