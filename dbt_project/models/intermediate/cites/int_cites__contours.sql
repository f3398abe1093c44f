select
    correspondance.code_cite,
    objets.objet,
    objets.couche,
    objets.id_lsm,
    objets.id_unesco,
    objets.est_inscrite_mh,
    objets.est_classee_mh,
    objets.nom,
    objets.nom_2,
    objets.type,
    objets.compagnie,
    objets.interet,
    objets.proprietaire,
    objets.geometrie,
    objets.nature,
    objets.livraison,
    objets.ligne
from {{ ref('int_cites__objets') }} as objets
inner join {{ ref('int_cites__correspondance') }} as correspondance
    on objets.objet = correspondance.objet
