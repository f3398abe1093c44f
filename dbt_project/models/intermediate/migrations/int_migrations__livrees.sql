{{ communes_livrees('migrations') }}
