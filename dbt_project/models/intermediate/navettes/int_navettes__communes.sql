{{ flux_des_communes('navettes', ['ensemble']) }}
