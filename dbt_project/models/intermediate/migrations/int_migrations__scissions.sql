{{ scissions_des_flux('migrations') }}
