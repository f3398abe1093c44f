-- One list a census: a pair of communes that the best edition leaves out is nobody, and comes from no other.
with lignes as (

    {{ lire_brut('insee_navettes') }}

),

-- Paris, Marseille and Lyon come by arrondissement, at both ends: to work in another is not to leave.
communes as (

    select
        * exclude (code_commune, code_travail),
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        {{ lieu_d_un_flux('code_travail') }} as code_travail,
        cast({{ nombre('nbflux') }} as decimal(28, 12)) as flux,
        {{ statut_nombre('nbflux') }} as flux_statut
    from lignes

)

select
    code_commune,
    code_travail,
    case when count(*) = count(flux) then sum(flux) end as flux,
    case when count(*) = count(flux) then 'disponible' else max(flux_statut) filter (where flux is null) end
        as flux_statut,
    millesime,
    geographie,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from communes
group by code_commune, code_travail, millesime, geographie, edition, rang_edition
