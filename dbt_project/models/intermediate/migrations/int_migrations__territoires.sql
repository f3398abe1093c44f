with sommes as (

    {{ flux_sommes('migrations', ['ensemble', 'age', 'csp']) }}

)

select
    niveau,
    code_territoire,
    millesime,
    critere,
    modalite,
    stables + arrivees + entrees_etranger as residents,
    stables_statut as residents_statut,
    stables,
    stables_statut,
    case when arrivees is not null then internes_livres end as internes,
    arrivees_statut as internes_statut,
    arrivees - internes_livres as entrees,
    arrivees_statut as entrees_statut,
    entrees_etranger,
    entrees_etranger_statut,
    departs - internes as sorties,
    departs_statut as sorties_statut,
    stables_couverture as couverture
from sommes
