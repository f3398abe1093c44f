{{ lire_mouvements('insee_rp_serie_historique') }}
