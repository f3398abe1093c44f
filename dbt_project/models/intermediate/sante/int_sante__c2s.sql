-- Protected persons and recipients of every territory, by scheme and age, all of them together too.
{{ sommes_croisees(
    'stg_cpam__c2s', ['proteges', 'beneficiaires', 'dont_participation'], ['regime', 'tranche_age']
) }}
