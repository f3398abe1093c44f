with lignes as (

    {{ lire_liste('urssaf_emploi_zones', ['publication']) }}

),

parties as (

    select
        *,
        cast(effectifs_brut as bigint) as brut,
        {{ nombre('effectifs_cvs') }} as cvs
    from lignes

)

-- A zone that lies in several regions comes in as many parts.
select
    niveau,
    code_zone_emploi as code_territoire,
    'ensemble' as nomenclature,
    'ensemble' as secteur,
    periode,
    millesime,
    publication,
    case niveau when 'zone_emploi_2010' then 2010 else 2020 end as geographie,
    {{ somme_ou_rien('cvs', type='double') }} as effectif,
    {{ statut_somme_ou_rien('cvs', statut="'non_publie'") }} as effectif_statut,
    {{ somme_ou_rien('brut') }} as effectif_brut,
    {{ statut_somme_ou_rien('brut', statut="'non_publie'") }} as effectif_brut_statut,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from parties
group by niveau, code_zone_emploi, periode, millesime, publication, edition, rang_edition
