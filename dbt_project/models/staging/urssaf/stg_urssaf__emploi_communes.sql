with lignes as (

    {{ lire_liste('urssaf_emploi_communes', ['publication']) }}

),

-- A line blank in both columns says that nobody of that activity was there that year. Where there is no
-- establishment, a blank headcount is nobody; where there is one, it is missing.
presentes as (

    select
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        left(code_ape, 2) as code_a88,
        millesime,
        geographie,
        publication,
        cast(etablissements as bigint) as etablissements,
        case
            when effectifs is null and cast(etablissements as bigint) = 0 then 0
            else cast(effectifs as bigint)
        end as effectif,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes
    where effectifs is not null or etablissements is not null

)

select
    code_commune,
    code_a88,
    millesime,
    geographie,
    publication,
    {{ somme_ou_rien('effectif') }} as effectif,
    {{ statut_somme_ou_rien('effectif') }} as effectif_statut,
    {{ somme_ou_rien('etablissements') }} as etablissements,
    {{ statut_somme_ou_rien('etablissements') }} as etablissements_statut,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from presentes
group by code_commune, code_a88, millesime, geographie, publication, edition, rang_edition
