-- Où les ayants droit disparaissent-ils le plus vite, et combien en reste-t-il ?
select
    nom_territoire,
    millesime,
    personnes,
    round(age_moyen, 1) as age_moyen,
    round(evolution_annuelle_pct, 1) as evolution_annuelle_pct,
    round(densite_pour_1000_habitants, 1) as pour_1000_habitants,
    personnes_statut,
    nature
from marts.ayants_droit
where
    niveau = 'epci'
    and personnes_statut <> 'non_publie'
qualify millesime = max(millesime) over ()
order by evolution_annuelle_pct
