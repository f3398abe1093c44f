{{ postes_par_secteur('insee_clap') }}
