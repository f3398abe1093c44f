-- Retirees of the régime général of every territory, by sex and age, all of them together too.
{{ sommes_croisees(
    'stg_carsat__retraites', ['retraites', 'beneficiaires_aspa', 'beneficiaires_asv'], ['sexe', 'tranche_age']
) }}
