-- Right-holders of each commune of the geography of analysis, as delivered.
{{ aligner_comptes(ref('stg_angdm__ayants_droit'), [
    'millesime', 'code_cite', 'sexe', 'annee_naissance', 'droit', 'conjoint_vivant', 'conjoint_ayant_droit',
    'annee_naissance_conjoint', 'logement'
], ['personnes']) }}
