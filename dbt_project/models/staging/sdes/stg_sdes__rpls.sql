-- Dwellings of the social landlords, counted by what describes them: no dwelling is a row.
with lignes as (

    {{ lire_stock('sdes_rpls') }}

)

select
    'commune' as niveau,
    code_commune as code_territoire,
    millesime,
    geographie,
    case type_construction when 'I' then 'individuel' when 'C' then 'collectif' when 'E' then 'etudiant' end
        as type_logement,
    coalesce(etiquette_dpe, 'inconnu') as dpe,
    case occupation
        when '1' then 'loue'
        when '2' then 'vacant'
        when '3' then 'vide'
        when '4' then 'association'
        when '5' then 'occupe_autrement'
        when '6' then 'occupe_autrement'
        else 'inconnue'
    end as occupation,
    count(*) as logements,
    min(edition) as edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(ligne) as ligne
from lignes
group by all
