-- Communes and years that the list of right-holders answers for: one without a line has nobody.
{{ communes_repondues(ref('int_ayants_droit__personnes')) }}
