-- Diagnostics counted by commune and label: a dwelling may have several, and most have none.
with lignes as (

    {{ lire_liste('ademe_dpe') }}

)

select
    'commune' as niveau,
    code_commune as code_territoire,
    millesime,
    geographie,
    lower(type_batiment) as type_batiment,
    coalesce(etiquette_dpe, 'inconnu') as dpe,
    count(*) as diagnostics,
    min(edition) as edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(ligne) as ligne
from lignes
where code_commune is not null
group by all
