{{ couche_de_cites('mission_cites_erbm') }}
