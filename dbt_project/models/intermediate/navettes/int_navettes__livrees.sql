{{ communes_livrees('navettes') }}
