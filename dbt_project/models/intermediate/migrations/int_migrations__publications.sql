{{ publications_des_flux('migrations') }}
