-- One figure per commune of the geography of analysis, period and count: the exact before the estimated.
-- A commune that no file speaks of has no row: sums count it as missing.
with alignees as (

    select *
    from {{ ref('int_recensement__alignees') }}

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

)

select
    alignees.code_commune,
    alignees.millesime,
    alignees.periode,
    alignees.mesure,
    geographie_analyse.geographie,
    alignees.valeur,
    alignees.valeur_statut,
    alignees.jeu,
    alignees.geographie_source,
    alignees.nature
from alignees
cross join geographie_analyse
qualify row_number() over (
        partition by alignees.code_commune, alignees.millesime, alignees.periode, alignees.mesure
        order by
            alignees.valeur is not null desc,
            alignees.valeur_statut = 'disponible' desc,
            alignees.rang_jeu,
            alignees.geographie_source desc
    ) = 1
