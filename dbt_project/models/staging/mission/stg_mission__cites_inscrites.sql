{{ couche_de_cites('mission_cites_inscrites', inscription=true) }}
