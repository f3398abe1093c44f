{{ lire_recensement('insee_rp_comparateur') }}
