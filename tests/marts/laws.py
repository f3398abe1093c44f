"""SQL that states the laws of the marts: each query returns the rows that break one."""

SHARES_DO_NOT_ADD_UP = """
    select code_commune_origine, geographie_origine, geographie_destination, sum(part) as part
    from marts.passages
    group by all
    having abs(sum(part) - 1) > 1e-9
"""

COMMUNES_LOST_ON_THE_WAY = """
    with communes as (
        select distinct code_commune_origine as code, geographie_origine as geographie
        from marts.passages
        where geographie_origine = geographie_destination
    )
    select communes.code, communes.geographie, annees.geographie as geographie_destination
    from communes
    inner join (select distinct geographie from communes) as annees
        on communes.geographie <= annees.geographie
    anti join marts.passages
        on communes.code = passages.code_commune_origine
        and communes.geographie = passages.geographie_origine
        and annees.geographie = passages.geographie_destination
"""

IDENTITY_BROKEN_ON_THE_SAME_YEAR = """
    select *
    from marts.passages
    where geographie_origine = geographie_destination
        and (code_commune_origine <> code_commune_destination or part <> 1)
        -- the municipal arrondissements are no communes
        and not regexp_full_match(code_commune_origine, '751[0-9]{2}|132[0-9]{2}|6938[0-9]')
"""

# Everybody counted in a census is found again in any later year, to the person.
COUNTS_NOT_CONSERVED = """
    with comptes as (
        select code_territoire as code, millesime, geographie, sum(population_municipale) as population
        from staging.stg_insee__populations_reference
        where niveau = 'commune' and population_municipale is not null
        group by all
    ),
    totaux as (
        select millesime, geographie, sum(population) as total
        from comptes
        group by all
    ),
    arrivees as (
        select comptes.millesime, comptes.geographie, passages.geographie_destination,
            sum(comptes.population * passages.part) as total
        from comptes
        inner join marts.passages
            on comptes.code = passages.code_commune_origine
            and comptes.geographie = passages.geographie_origine
        group by all
    )
    select totaux.*, arrivees.geographie_destination, arrivees.total as total_arrive
    from totaux
    left join arrivees using (millesime, geographie)
    where arrivees.total is null or abs(totaux.total - arrivees.total) > 1e-3
"""

# Communes summed through the memberships of the geography of analysis, level by level and vintage by vintage.
UPPER_LEVELS_ARE_NOT_THE_SUM_OF_THEIR_COMMUNES = """
    with sommes as (
        select appartenances.niveau, appartenances.code_territoire, communes.millesime,
            sum(communes.population_municipale) as population
        from marts.appartenances
        inner join marts.entrepot using (geographie)
        inner join marts.population as communes
            on communes.niveau = 'commune' and communes.code_territoire = appartenances.code_commune
        group by all
    )
    select *
    from marts.population
    full join sommes using (niveau, code_territoire, millesime)
    where population.niveau is distinct from 'commune'
        and case
            -- Too little of the territory is known: no figure, and its status says why.
            when population.couverture < 0.95 then population.population_municipale is not null
            else population.population_municipale is distinct from sommes.population
        end
"""

STATUSES_WITHOUT_THEIR_VALUE = """
    select indicateur, statut, count(*) as nombre
    from marts.indicateurs
    where (valeur is null) <> (statut in ('secret', 'non_publie', 'non_applicable', 'non_charge'))
    group by all
"""

FRANCE_CODES_MISUSED = """
    select appartenances.*
    from marts.appartenances
    where niveau = 'france'
        and ((code_territoire = 'FM' and code_commune like '97%')
            or (code_territoire = 'FRHM' and code_commune like '976%'))
"""

# Of each level, how many flows of the two there are, and how many agree: those of a mart, and those between communes
# summed. It begins with the end of which every commune delivers; the other end may be overseas or abroad.
FLOWS_OF_EVERY_LEVEL = """
    with membres as (
        select niveau, code_commune, code_territoire
        from marts.appartenances semi join marts.entrepot using (geographie)
        where niveau in ('epci', 'arrondissement', 'departement', 'region')
    ),
    sommes as (
        select livres.niveau, livres.code_territoire as code_{livre},
            coalesce(autres.code_territoire, f.code_{autre}) as code_{autre}, f.millesime, sum(f.flux) as flux
        from marts.{mart} as f
        inner join membres as livres on f.code_{livre} = livres.code_commune
        left join membres as autres on f.code_{autre} = autres.code_commune and autres.niveau = livres.niveau
        where f.niveau = 'commune' and (autres.code_commune is not null or f.code_{autre} in ('98', '99'))
            and f.millesime >= {depuis}
        group by all
    )
    select niveau, count(*), count(*) filter (where abs(donnes.flux - sommes.flux) < 1e-6)
    from (
        select *
        from marts.{mart}
        where niveau not in ('commune', 'perimetre', 'zone_emploi') and millesime >= {depuis}
            and 'ZZ' not in (code_origine, code_destination)
    ) as donnes
    full join sommes using (niveau, code_origine, code_destination, millesime)
    group by niveau
    order by niveau
"""
