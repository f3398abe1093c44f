{{ mart_des_flux('navettes', 'diplome') }}
