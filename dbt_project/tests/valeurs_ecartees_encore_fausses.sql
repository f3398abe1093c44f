-- A value set aside that a better edition now confirms no longer belongs to the seed.
select
    ecartees.jeu,
    ecartees.millesime,
    ecartees.code_commune
from {{ ref('valeurs_ecartees') }} as ecartees
inner join {{ source('raw', 'insee_populations_reference') }} as brut
    on brut._edition = ecartees.edition
    and brut._millesime = ecartees.millesime
    and brut.code_commune = ecartees.code_commune
inner join {{ ref('int_population__alignee') }} as alignee
    on alignee.code_commune = ecartees.code_commune
    and alignee.millesime = ecartees.millesime
    and alignee.edition <> ecartees.edition
where
    alignee.population_municipale_statut = 'disponible'
    and alignee.population_municipale = cast(brut.population_municipale as bigint)
