{{ scissions_des_flux('navettes') }}
