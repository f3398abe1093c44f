{{ matrices_des_flux('navettes', ['ensemble', 'csp', 'diplome']) }}
