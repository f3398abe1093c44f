{{ mart_emploi('ensemble') }}
