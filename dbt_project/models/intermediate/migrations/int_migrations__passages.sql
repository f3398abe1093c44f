{{ passages_des_flux('migrations') }}
