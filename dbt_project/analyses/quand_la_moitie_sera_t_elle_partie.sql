-- En quelle année la moitié des ayants droit sera-t-elle partie, et quand les neuf dixièmes ?
select
    nom_territoire,
    millesime as liste_de,
    annee_moitie,
    annee_moitie_au_plus_tot,
    annee_moitie_au_plus_tard,
    annee_neuf_dixiemes,
    annee_moitie_statut,
    nature
from marts.ayants_droit_projection_echeances
where niveau = 'perimetre'
order by annee_moitie, nom_territoire
