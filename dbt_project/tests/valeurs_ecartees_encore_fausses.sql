-- A value set aside that a better edition now confirms no longer belongs to the seed.
select
    ecartees.jeu,
    ecartees.millesime,
    ecartees.code_commune
from {{ ref('valeurs_ecartees') }} as ecartees
inner join {{ source('raw', 'insee_populations_reference') }} as brut
    on
        ecartees.edition = brut._edition
        and ecartees.millesime = brut._millesime
        and ecartees.code_commune = brut.code_commune
inner join {{ ref('int_population__alignee') }} as alignee
    on
        ecartees.code_commune = alignee.code_commune
        and ecartees.millesime = alignee.millesime
        and ecartees.edition <> alignee.edition
        and alignee.nature = 'observe'
where
    alignee.population_municipale_statut = 'disponible'
    and alignee.population_municipale = cast(brut.population_municipale as bigint)
