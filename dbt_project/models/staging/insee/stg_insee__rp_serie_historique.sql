{{ lire_recensement('insee_rp_serie_historique') }}
