-- In the eight EPCI, and in every territory they touch but France, the third party's communes add up exactly.
select
    ecarts.niveau,
    ecarts.code_territoire,
    ecarts.millesime,
    ecarts.effectif,
    ecarts.somme_des_communes
from {{ ref('int_emploi__ecarts_tiers') }} as ecarts
semi join (
    select
        appartenances.geographie,
        appartenances.niveau,
        appartenances.code_territoire
    from {{ ref('int_territoires__appartenances') }} as appartenances
    semi join {{ ref('stg_mission__perimetres') }} as perimetres
        on
            appartenances.code_commune = perimetres.code_commune
            and perimetres.code_perimetre = 'epci8'
    where appartenances.niveau <> 'france'
) as bassin
    on
        ecarts.niveau = bassin.niveau
        and ecarts.code_territoire = bassin.code_territoire
        and ecarts.geographie = bassin.geographie
