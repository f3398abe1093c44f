-- Où les bailleurs miniers et les sources publiques ne disent-ils pas la même chose ?
select
    nom_territoire,
    millesime,
    alerte,
    bailleurs_logements,
    rpls_logements,
    round(part_bailleurs_rpls_pct, 1) as part_bailleurs_rpls_pct,
    round(bailleurs_part_vacants_pct - rpls_part_vacants_pct, 1) as ecart_vacance_points,
    round(bailleurs_part_dpe_efg_pct - rpls_part_dpe_efg_pct, 1) as ecart_efg_points,
    round(lovac_part_vacants_pct, 1) as vacance_du_parc_prive_pct,
    bailleurs_logements_statut,
    nature
from marts.parc_temoins
where
    niveau = 'commune'
    and part_bailleurs_rpls_pct is not null
qualify millesime = max(millesime) over ()
order by
    alerte is null,
    abs(bailleurs_part_vacants_pct - rpls_part_vacants_pct) desc
limit 50
