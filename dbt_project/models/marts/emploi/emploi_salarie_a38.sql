{{ mart_emploi('A38') }}
