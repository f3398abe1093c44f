with lignes as (

    {{ lire_brut('angdm_ayants_droit') }}

)

select
    code_commune,
    code_cite,
    sexe,
    cast({{ nombre('annee_naissance') }} as integer) as annee_naissance,
    droit,
    conjoint_vivant,
    conjoint_ayant_droit,
    cast({{ nombre('annee_naissance_conjoint') }} as integer) as annee_naissance_conjoint,
    logement,
    -- A row of these editions is one of them.
    case
        when edition like 'nominatif_%' then 1
        else cast({{ nombre('personnes') }} as bigint)
    end as personnes,
    case
        when edition like 'nominatif_%' then 'disponible'
        else {{ statut_nombre('personnes') }}
    end as personnes_statut,
    empreinte,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
