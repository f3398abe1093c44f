{% set explications = {
    'recouvrement_partiel': 'Deux entités se recouvrent en partie seulement : est-ce une cité, ou deux voisines mal dessinées ?',
    'recouvrement_sans_nom_semblable': 'Deux entités d’une même cité ont des noms sans rien de commun.',
    'noms_semblables_sans_recouvrement': 'Deux cités voisines portent le même nom : sont-ce les deux parts d’une seule ?',
    'meme_numero_sans_recouvrement': 'Deux entités d’une même cité en sont des parts distinctes : seul leur numéro les réunit.',
    'recouvrement_de_deux_numeros': 'Deux entités d’une même cité ont des numéros différents.',
    'hors_des_communes_citees': 'Plus de 5 % de la cité se trouve hors des communes que la couche nomme.',
    'commune_citee_sans_surface': 'La couche nomme une commune où la cité n’a aucune surface.',
    'aucune_commune': 'Aucun nom de commune n’a été reconnu : voir marts.rejets.',
    'inscrite_hors_du_bien': 'La cité a un numéro du bien inscrit, et s’y trouve à moins de 5 %.',
    'dans_le_bien_sans_numero': 'La cité se trouve pour plus de moitié dans le bien inscrit, et n’en a pas de numéro.',
    'zone_tampon_hors_de_son_perimetre': 'La cité est dans la couche de la zone tampon, et s’y trouve à moins de 5 %.',
    'couche_des_inscrites_sans_numero': 'La cité est dans la couche des cités inscrites sans numéro du bien inscrit : elle n’est pas dite inscrite.'
} %}
with doutes as (

    select *
    from {{ ref('int_cites__a_verifier') }}

),

cites as (

    select *
    from {{ ref('int_cites__cites') }}

),

objets as (

    select
        objet,
        nom
    from {{ ref('int_cites__objets') }}

)

select
    doutes.motif,
    case doutes.motif
        {% for motif, explication in explications.items() -%}
            when '{{ motif }}' then '{{ explication }}'
        {% endfor -%}
    end as explication,
    doutes.code_cite_1,
    coalesce(un_objet.nom, une.nom) as nom_1,
    doutes.objet_1,
    doutes.code_cite_2,
    autre_objet.nom as nom_2,
    doutes.objet_2,
    coalesce(doutes.communes, une.communes) as communes,
    cast(doutes.part as double) as part,
    cast(doutes.distance_m as double) as distance_m,
    doutes.nature
from doutes
inner join cites as une
    on doutes.code_cite_1 = une.code_cite
left join objets as un_objet
    on doutes.objet_1 = un_objet.objet
left join objets as autre_objet
    on doutes.objet_2 = autre_objet.objet
