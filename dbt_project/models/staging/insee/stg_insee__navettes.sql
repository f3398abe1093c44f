{{ flux_livres('insee_navettes', 'code_travail') }}
