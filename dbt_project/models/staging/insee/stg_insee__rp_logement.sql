{{ lire_recensement('insee_rp_logement') }}
