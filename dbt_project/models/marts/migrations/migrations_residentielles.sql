{{ mart_des_flux('migrations') }}
