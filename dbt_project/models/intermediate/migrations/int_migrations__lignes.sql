{{ codes_des_flux('migrations') }}
