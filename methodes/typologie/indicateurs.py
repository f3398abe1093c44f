"""The profile of a commune: what it is grouped by, with the words that tell it."""

from __future__ import annotations

INDICATEURS = {
    "taux_chomage_recensement_pct": "chômeurs parmi les actifs",
    "part_65_ans_plus_pct": "personnes de 65 ans ou plus",
    "part_menages_une_personne_pct": "ménages d’une personne",
    "part_familles_monoparentales_pct": "familles monoparentales",
    "part_cadres_pct": "cadres",
    "part_ouvriers_pct": "ouvriers",
    "part_retraites_pct": "retraités",
    "part_au_plus_brevet_pct": "peu ou pas diplômés",
    "part_diplomes_superieur_pct": "diplômés du supérieur",
    "taux_emploi_15_64_pct": "personnes en emploi de 15 à 64 ans",
    "taux_vacance_pct": "logements vacants",
    "part_proprietaires_pct": "ménages propriétaires",
    "part_loges_gratuitement_pct": "ménages logés gratuitement",
    "part_menages_sans_voiture_pct": "ménages sans voiture",
}
"""Shares of `marts.population_structure`, in %; the order settles ties.

Unemployment comes first: groups are numbered the way it grows."""

GROUPES = 5
"""Number of groups: see the note of method."""
