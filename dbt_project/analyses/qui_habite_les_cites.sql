-- Qui habite les cités minières, là où aucun partenaire ne le dit ?
select
    nom_territoire,
    millesime,
    round(individus) as individus,
    round(part_65_plus_pct, 1) as part_65_plus_pct,
    round(part_menages_pauvres_pct, 1) as part_menages_pauvres_pct,
    round(part_carreaux_recouverte_pct) as part_carreaux_recouverte_pct,
    reserve,
    nature
from marts.cites_habitants
where individus is not null
qualify millesime = max(millesime) over ()
order by part_menages_pauvres_pct desc
