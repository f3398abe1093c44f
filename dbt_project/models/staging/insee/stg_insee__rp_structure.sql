{{ lire_recensement('insee_rp_structure') }}
