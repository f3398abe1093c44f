{{ flux_alignes('migrations') }}
