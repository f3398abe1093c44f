with lignes as (

    {{ lire_liste('insee_melodi', ['ds']) }}

),

-- Size classes and legal forms are breakdowns of the same posts: only their total is read.
flores as (

    select
        *,
        regexp_extract(geo, '[^-]+$') as code_geo,
        coalesce(geo_object, nullif(regexp_extract(geo, '(?:^|-)([A-Z0-9]+)-[^-]+$', 1), '')) as objet,
        replace(upper(ds), 'DS_FLORES_', '') as nomenclature_fichier,
        upper(json_extract_string(dimensions, '$.ACTIVITY')) as activite,
        json_extract_string(dimensions, '$.FLORES_MEASURE') as mesure,
        -- SDMX: only a normal observation (A), one that includes another (W), an estimated (E), imputed (I)
        -- or provisional one (P) has a value. What is missing (H, L, M, O, Q), doubtful, or marked in a way
        -- we do not know has none, whatever stands there; a count with decimals is none.
        case
            when
                coalesce(obs_status, 'A') in ('A', 'W', 'E', 'I', 'P')
                and {{ nombre('obs_value') }} = floor({{ nombre('obs_value') }})
                then cast({{ nombre('obs_value') }} as bigint)
        end as valeur
    from lignes
    where
        upper(ds) in ('DS_FLORES_A5', 'DS_FLORES_A17', 'DS_FLORES_A38')
        and coalesce(json_extract_string(dimensions, '$.NUMBER_EMPL'), '_T') = '_T'
        and coalesce(json_extract_string(dimensions, '$.LEGAL_FORM_WITH_PUBLIC'), '1T9X7') = '1T9X7'

),

situees as (

    select
        case objet
            when 'COM' then 'commune'
            when 'EPCI' then 'epci'
            when 'ARR' then 'arrondissement'
            when 'ZE2020' then 'zone_emploi'
            when 'DEP' then 'departement'
            when 'REG' then 'region'
            when 'FRANCE' then 'france'
        end as niveau,
        case
            when objet <> 'FRANCE' then code_geo
            when code_geo in ('F', 'FR') then 'FR'
            else code_geo
        end as code_territoire,
        case when activite = '_T' then 'ensemble' else nomenclature_fichier end as nomenclature,
        case when activite = '_T' then 'ensemble' else activite end as secteur,
        mesure,
        -- The total is in each file: A5, then A17, then A38.
        case nomenclature_fichier when 'A5' then 1 when 'A17' then 2 else 3 end as rang_fichier,
        valeur,
        case
            when valeur is not null and obs_status in ('E', 'I', 'P') then 'estime'
            when valeur is not null then 'disponible'
            when conf_status in ('C', 'D', 'N', 'S') then 'secret'
            else 'non_publie'
        end as statut,
        millesime,
        coalesce(try_cast(regexp_extract(geo, '^(20[0-9]{2})-', 1) as integer), geographie) as geographie,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from flores

),

retenues as (

    select *
    from situees
    where niveau is not null
    qualify
        nomenclature <> 'ensemble'
        or rank() over (
            partition by niveau, code_territoire, nomenclature, mesure, millesime, geographie
            order by rang_fichier
        ) = 1

)

select
    niveau,
    code_territoire,
    nomenclature,
    secteur,
    millesime,
    geographie,
    {{ somme_ou_rien('valeur', "mesure = 'EMPL3112'") }} as effectif,
    {{ statut_somme_ou_rien('valeur', "mesure = 'EMPL3112'", 'statut') }} as effectif_statut,
    {{ somme_ou_rien('valeur', "mesure = 'UNIT_LOC'") }} as etablissements,
    {{ statut_somme_ou_rien('valeur', "mesure = 'UNIT_LOC'", 'statut') }} as etablissements_statut,
    min(edition) as edition,
    min(rang_edition) as rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from retenues
group by niveau, code_territoire, nomenclature, secteur, millesime, geographie
