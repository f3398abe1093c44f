{{ passages_des_flux('navettes') }}
