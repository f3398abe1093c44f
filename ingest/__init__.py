"""From a producer's file to `raw.*`, with its provenance, and nothing else."""
