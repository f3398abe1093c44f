{{ lire_mouvements('insee_rp_comparateur') }}
