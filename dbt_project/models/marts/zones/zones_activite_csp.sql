{{ salaries_selon('csp') }}
