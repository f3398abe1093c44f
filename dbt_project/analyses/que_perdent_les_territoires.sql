-- Que perdent les territoires en personnes, en logements et en prestations d’une liste à la suivante ?
select
    nom_territoire,
    millesime_precedent,
    millesime,
    perte_personnes,
    perte_logements_en_nature,
    round(perte_prestations_eur) as perte_prestations_eur,
    perte_prestations_eur_statut,
    pensions_eur_statut,
    nature
from marts.impact_ayants_droit
where
    niveau = 'perimetre'
    and perte_personnes is not null
order by nom_territoire, millesime
