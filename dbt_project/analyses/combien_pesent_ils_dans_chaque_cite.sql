-- Quelles cités ont encore le plus d’ayants droit, et que sont leurs logements ?
select
    cites.nom,
    cites.interet,
    cites.erbm,
    ayants_droit.personnes,
    ayants_droit.personnes_statut,
    parc.logements,
    round(parc.part_vacants_pct, 1) as part_vacants_pct,
    round(parc.part_rehabilites_pct, 1) as part_rehabilites_pct,
    ayants_droit.nature
from marts.ayants_droit as ayants_droit
inner join marts.cites as cites
    on ayants_droit.code_territoire = cites.code_cite
left join marts.parc_minier as parc
    on
        parc.niveau = 'cite'
        and parc.axe = 'ensemble'
        and ayants_droit.code_territoire = parc.code_territoire
        and ayants_droit.millesime = parc.millesime
where
    ayants_droit.niveau = 'cite'
    and ayants_droit.millesime = (select max(millesime) from marts.parc_minier)
order by ayants_droit.personnes desc
limit 20
