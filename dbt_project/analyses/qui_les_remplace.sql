-- Qui s’installe dans les logements miniers, comparé à ceux qui y vivent déjà ?
select
    nom_territoire,
    millesime,
    entrants,
    round(part_entrants_moins_45_pct, 1) as entrants_moins_45_pct,
    round(part_presents_moins_45_pct, 1) as presents_moins_45_pct,
    round(part_entrants_modestes_pct, 1) as entrants_modestes_pct,
    round(part_presents_modestes_pct, 1) as presents_modestes_pct,
    entrants_statut,
    nature
from marts.parc_minier
where
    niveau = 'epci'
    and axe = 'ensemble'
    and entrants is not null
qualify millesime = max(millesime) over ()
order by entrants desc
