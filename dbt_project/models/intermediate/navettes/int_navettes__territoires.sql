-- A territory is one zone: who lives in a commune of it and works in another neither enters nor leaves it.
with sommes as (

    {{ flux_sommes('navettes', ['ensemble']) }}

),

navettes as (

    select
        niveau,
        code_territoire,
        millesime,
        stables + departs + sorties_etranger as actifs_occupes,
        stables_statut as actifs_occupes_statut,
        stables + internes_livres as stables,
        stables_statut,
        departs - internes_livres as sortants,
        departs_statut as sortants_statut,
        sorties_etranger as sortants_etranger,
        sorties_etranger_statut as sortants_etranger_statut,
        arrivees - internes as entrants,
        arrivees_statut as entrants_statut,
        stables_couverture as couverture
    from sommes

)

-- A job is held by a resident, or by somebody who enters: both must be known.
select
    *,
    stables + entrants as emplois,
    case
        when stables is null then stables_statut
        when entrants is null then entrants_statut
        when 'partiel' in (stables_statut, entrants_statut) then 'partiel'
        when 'estime' in (stables_statut, entrants_statut) then 'estime'
        else 'disponible'
    end as emplois_statut
from navettes
