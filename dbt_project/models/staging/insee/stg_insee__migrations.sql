{{ flux_livres('insee_migrations', 'code_anterieur') }}
