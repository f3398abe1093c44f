{{ mart_emploi('A17') }}
