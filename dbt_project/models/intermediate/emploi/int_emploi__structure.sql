-- Headcounts by sector that shift-share reads: A17, or the finest nomenclature that a source and date have.
with secteurs as (

    select *
    from {{ ref('int_emploi__secteurs') }}
    where
        nomenclature in ('A17', 'A5')
        and (
            niveau in ('zone_emploi', 'zone_emploi_2010', 'epci', 'perimetre')
            or (niveau = 'france' and (source, code_territoire) in (
                select (source, code_france) from {{ ref('int_emploi__france') }}
            ))
        )

)

select
    source,
    niveau,
    code_territoire,
    date_reference,
    millesime,
    periode,
    nomenclature,
    secteur,
    effectif,
    effectif_statut,
    couverture,
    parts,
    publication,
    nature
from secteurs
