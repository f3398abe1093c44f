{{ mart_des_flux('navettes', 'csp') }}
