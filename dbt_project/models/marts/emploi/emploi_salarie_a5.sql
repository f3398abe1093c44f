{{ mart_emploi('A5') }}
