-- Quels territoires ont retrouvé leurs emplois d’avant 2008 ?
select
    nom_territoire,
    source,
    year(date_pic) as pic,
    year(date_creux) as creux,
    profondeur_emplois,
    round(profondeur_pct, 1) as profondeur_pct,
    retour,
    nature
from marts.emploi_crise
where
    crise = '2008'
    and niveau in ('zone_emploi', 'perimetre', 'region', 'france')
    and profondeur_emplois is not null
order by profondeur_pct desc
