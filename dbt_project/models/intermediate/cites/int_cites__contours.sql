select
    correspondance.code_cite,
    objets.*
from {{ ref('int_cites__objets') }} as objets
inner join {{ ref('int_cites__correspondance') }} as correspondance
    on objets.objet = correspondance.objet
