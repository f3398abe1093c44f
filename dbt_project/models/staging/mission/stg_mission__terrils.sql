with lignes as (

    {{ lire_brut('mission_terrils') }}

)

select
    no_terril,
    {% for colonne in ['nom', 'commune_1', 'commune_2', 'commune_3', 'compagnie', 'groupe', 'forme'] -%}
        {{ texte_de_couche(colonne) }} as {{ colonne }},
    {% endfor -%}
    nullif(trim(id_unesco), '') as id_unesco,
    geometrie,
    edition,
    nature,
    livraison,
    ligne
from lignes
