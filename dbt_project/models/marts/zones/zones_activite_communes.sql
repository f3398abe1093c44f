{{ salaries_selon('commune') }}
