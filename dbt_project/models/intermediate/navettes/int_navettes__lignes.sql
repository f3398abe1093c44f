{{ codes_des_flux('navettes') }}
