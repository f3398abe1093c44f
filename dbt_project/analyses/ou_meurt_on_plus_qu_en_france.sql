-- Où meurt-on plus qu’en France, et quelle part y a la complémentaire santé solidaire ?
select
    sante.nom_territoire,
    sante.periode,
    sante.cause,
    round(sante.icm) as icm,
    round(sante.icm_bas) as icm_bas,
    round(sante.icm_haut) as icm_haut,
    sante.ecart_a_la_france,
    round(c2s.part_beneficiaires_pct, 1) as part_c2s_pct,
    c2s.regimes_compris,
    sante.nature
from marts.sante as sante
left join marts.c2s as c2s
    on
        sante.niveau = c2s.niveau
        and sante.code_territoire = c2s.code_territoire
        and c2s.regime = 'ensemble'
        and c2s.tranche_age = 'ensemble'
where
    sante.sexe = 'ensemble'
    and sante.niveau in ('epci', 'perimetre')
qualify
    sante.millesime = max(sante.millesime) over ()
    and c2s.millesime is not distinct from max(c2s.millesime) over ()
order by sante.icm desc
