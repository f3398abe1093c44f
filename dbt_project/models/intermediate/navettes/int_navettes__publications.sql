{{ publications_des_flux('navettes') }}
