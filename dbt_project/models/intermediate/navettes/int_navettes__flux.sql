{{ flux_alignes('navettes') }}
