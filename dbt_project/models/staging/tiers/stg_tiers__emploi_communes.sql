with lignes as (

    {{ lire_liste('tiers_urssaf_serie', ['publication']) }}

),

-- Urban areas (aav), urban units (uu) and living areas (bv) stay in raw: they are no levels of ours.
situees as (

    select
        case echelon
            when 'communes' then 'commune'
            when 'epci' then 'epci'
            when 'ze' then 'zone_emploi'
            when 'dep' then 'departement'
            when 'reg' then 'region'
            when 'france' then 'france'
        end as niveau,
        case
            when echelon = 'communes' then {{ commune_de_rattachement('code_territoire') }}
            when echelon = 'reg' then lpad(code_territoire, 2, '0')
            -- URSSAF's France leaves Mayotte out.
            when echelon = 'france' then 'FRHM'
            else code_territoire
        end as code_territoire,
        millesime,
        publication,
        -- All years are in the composition of the year after the last.
        cast(publication as integer) + 1 as geographie,
        cast(effectif as bigint) as effectif,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes
    where echelon in ('communes', 'epci', 'ze', 'dep', 'reg', 'france')

)

select
    niveau,
    code_territoire,
    millesime,
    publication,
    geographie,
    {{ somme_ou_rien('effectif') }} as effectif,
    {{ statut_somme_ou_rien('effectif', statut="'non_publie'") }} as effectif_statut,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from situees
group by niveau, code_territoire, millesime, publication, geographie, edition, rang_edition
