-- Combien de logements tenus en nature se libéreront-ils d’ici dix ans, commune par commune ?
select
    nom_territoire,
    sum(logements_liberes) as logements_liberes_attendus,
    count(*) as annees,
    min(logements_liberes_statut) as statut,
    min(nature) as nature
from marts.ayants_droit_projection_logements
where
    niveau = 'commune'
    and annee between millesime + 1 and millesime + 10
    and logements_liberes_statut = 'estime'
group by nom_territoire
order by logements_liberes_attendus desc
limit 20
