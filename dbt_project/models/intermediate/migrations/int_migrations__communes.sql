{{ flux_des_communes('migrations', ['ensemble', 'age', 'csp']) }}
