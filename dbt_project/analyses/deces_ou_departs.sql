-- Un territoire perd-il des habitants par les décès ou par les départs ?
select
    nom_territoire,
    millesime,
    solde_naturel,
    solde_migratoire_apparent,
    nature
from marts.population
where
    niveau = 'perimetre'
    and solde_naturel is not null
order by nom_territoire, millesime
