-- Where the third party's communes do not add up to its own territories. It puts the jobs of communes that no
-- longer exist in no EPCI, département or région, in a zone d'emploi of its own choice, and in France.
with effectifs as (

    select *
    from {{ ref('stg_tiers__emploi_communes') }}

),

appartenances as (

    select
        geographie,
        code_commune,
        niveau,
        code_territoire
    from {{ ref('int_territoires__appartenances') }}
    where niveau in ('epci', 'zone_emploi', 'departement', 'region', 'france')

),

communes as (

    select
        geographie,
        code_commune
    from {{ ref('int_territoires__communes') }}

),

successeurs as (

    select
        code_ancien,
        min(code_actuel) as code_actuel
    from {{ ref('stg_etalab__passages_communes') }}
    group by code_ancien

),

situees as (

    select
        effectifs.geographie,
        effectifs.publication,
        effectifs.millesime,
        effectifs.effectif,
        communes.code_commune is null as est_ancienne,
        coalesce(communes.code_commune, successeurs.code_actuel) as code_commune
    from effectifs
    left join communes
        on
            effectifs.geographie = communes.geographie
            and effectifs.code_territoire = communes.code_commune
    left join successeurs
        on effectifs.code_territoire = successeurs.code_ancien
    where effectifs.niveau = 'commune'

),

sommes as (

    select
        appartenances.niveau,
        appartenances.code_territoire,
        situees.geographie,
        situees.publication,
        situees.millesime,
        cast(coalesce(sum(situees.effectif) filter (where not situees.est_ancienne), 0) as bigint)
            as somme_des_communes,
        cast(coalesce(sum(situees.effectif) filter (where situees.est_ancienne), 0) as bigint)
            as effectif_des_communes_disparues
    from situees
    inner join appartenances
        on
            situees.geographie = appartenances.geographie
            and situees.code_commune = appartenances.code_commune
    group by
        appartenances.niveau,
        appartenances.code_territoire,
        situees.geographie,
        situees.publication,
        situees.millesime

)

select
    effectifs.niveau,
    effectifs.code_territoire,
    effectifs.publication,
    effectifs.geographie,
    effectifs.millesime,
    effectifs.effectif,
    sommes.somme_des_communes,
    effectifs.effectif - sommes.somme_des_communes as ecart,
    sommes.effectif_des_communes_disparues,
    effectifs.effectif - sommes.somme_des_communes = sommes.effectif_des_communes_disparues as est_explique,
    effectifs.nature
from effectifs
inner join sommes
    on
        effectifs.niveau = sommes.niveau
        and effectifs.code_territoire = sommes.code_territoire
        and effectifs.geographie = sommes.geographie
        and effectifs.publication = sommes.publication
        and effectifs.millesime = sommes.millesime
where effectifs.effectif <> sommes.somme_des_communes
