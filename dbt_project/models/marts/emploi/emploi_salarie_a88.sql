{{ mart_emploi('A88') }}
