{{ matrices_des_flux('migrations', ['ensemble']) }}
