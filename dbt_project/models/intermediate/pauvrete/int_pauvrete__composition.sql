-- What the territories INSEE publishes nothing for are made of: whole EPCI first, then communes, then what is
-- left of an EPCI where communes publish nothing.
with parts as (

    select *
    from {{ ref('int_pauvrete__parts') }}

),

membres as (

    select
        millesime,
        part,
        niveau,
        parent,
        personnes,
        len(communes) as nombre,
        unnest(communes) as code_commune
    from parts

),

habitants as (

    {{ habitants_au_plus_pres('parts', 'millesime') }}

),

-- What INSEE publishes, or withholds, for the territory itself is not estimated.
cibles as (

    select
        mailles.niveau,
        mailles.code_territoire,
        mailles.code_commune,
        habitants.millesime,
        habitants.population
    from {{ ref('int_territoires__mailles') }} as mailles
    inner join habitants
        on mailles.code_commune = habitants.code_commune
    anti join {{ ref('int_pauvrete__publies') }} as publies
        on
            mailles.niveau = publies.niveau
            and mailles.code_territoire = publies.code_territoire
            and habitants.millesime = publies.millesime
    where
        mailles.niveau <> 'commune'
        -- Filosofi leaves out Mayotte, Guadeloupe and Guyane.
        and not (mailles.niveau = 'france' and mailles.code_territoire <> 'FM')

),

entieres as (

    select
        cibles.niveau,
        cibles.code_territoire,
        cibles.millesime,
        membres.part,
        membres.niveau as niveau_part,
        membres.parent,
        membres.personnes
    from cibles
    inner join membres
        on
            cibles.code_commune = membres.code_commune
            and cibles.millesime = membres.millesime
    group by
        cibles.niveau,
        cibles.code_territoire,
        cibles.millesime,
        membres.part,
        membres.niveau,
        membres.parent,
        membres.personnes,
        membres.nombre
    having count(*) = membres.nombre

),

publiees as (

    select *
    from entieres
    where niveau_part = 'epci'

    union all

    select communes.*
    from entieres as communes
    anti join entieres as epci
        on
            communes.niveau = epci.niveau
            and communes.code_territoire = epci.code_territoire
            and communes.millesime = epci.millesime
            and communes.parent = epci.part
    where communes.niveau_part = 'commune'

),

couvertes as (

    select
        publiees.niveau,
        publiees.code_territoire,
        publiees.millesime,
        membres.code_commune
    from publiees
    inner join membres
        on
            publiees.millesime = membres.millesime
            and publiees.part = membres.part

),

decouvertes as (

    select cibles.*
    from cibles
    anti join couvertes
        on
            cibles.niveau = couvertes.niveau
            and cibles.code_territoire = couvertes.code_territoire
            and cibles.millesime = couvertes.millesime
            and cibles.code_commune = couvertes.code_commune

),

-- The persons left to an EPCI once its communes are counted.
restes as (

    select
        epci.millesime,
        epci.part,
        any_value(epci.personnes) - coalesce(sum(communes.personnes), 0) as personnes
    from parts as epci
    left join parts as communes
        on
            epci.millesime = communes.millesime
            and epci.part = communes.parent
    where epci.niveau = 'epci'
    group by epci.millesime, epci.part

),

sans_publication as (

    select
        membres.millesime,
        membres.part,
        membres.code_commune,
        sum(habitants.population) over (partition by membres.millesime, membres.part) as population_du_reste
    from membres
    inner join habitants
        on
            membres.millesime = habitants.millesime
            and membres.code_commune = habitants.code_commune
    anti join membres as communes
        on
            membres.millesime = communes.millesime
            and membres.code_commune = communes.code_commune
            and communes.niveau = 'commune'
    where membres.niveau = 'epci'

),

restes_attribues as (

    select
        decouvertes.niveau,
        decouvertes.code_territoire,
        decouvertes.millesime,
        restes.part,
        any_value(restes.personnes)
        * sum(decouvertes.population)
        / any_value(sans_publication.population_du_reste)
            as personnes,
        sum(decouvertes.population) as population,
        sum(decouvertes.population) / any_value(sans_publication.population_du_reste) as part_du_reste
    from decouvertes
    inner join sans_publication
        on
            decouvertes.millesime = sans_publication.millesime
            and decouvertes.code_commune = sans_publication.code_commune
    inner join restes
        on
            sans_publication.millesime = restes.millesime
            and sans_publication.part = restes.part
    where
        restes.personnes > 0
        and sans_publication.population_du_reste > 0
    group by decouvertes.niveau, decouvertes.code_territoire, decouvertes.millesime, restes.part

),

lignes as (

    select
        niveau,
        code_territoire,
        millesime,
        part,
        'publiee' as genre,
        personnes,
        0 as population_du_reste,
        cast(null as double) as part_du_reste
    from publiees

    union all

    select
        niveau,
        code_territoire,
        millesime,
        part,
        'reste' as genre,
        personnes,
        population as population_du_reste,
        part_du_reste
    from restes_attribues

),

territoires as (

    select
        lignes.niveau,
        lignes.code_territoire,
        lignes.millesime,
        count(*) as nombre_parts,
        sum(lignes.personnes) as personnes,
        coalesce(sum(lignes.personnes) filter (where lignes.genre = 'reste'), 0) as personnes_du_reste,
        sum(lignes.population_du_reste) as population_du_reste
    from lignes
    group by lignes.niveau, lignes.code_territoire, lignes.millesime

),

couvertures as (

    select
        territoires.*,
        1.0 - coalesce(manques.population, 0) / populations.population as couverture_publiee,
        1.0 - (coalesce(manques.population, 0) - territoires.population_du_reste) / populations.population
            as couverture
    from territoires
    inner join (
        select
            niveau,
            code_territoire,
            millesime,
            sum(population) as population
        from cibles
        group by niveau, code_territoire, millesime
        having sum(population) > 0
    ) as populations
        on
            territoires.niveau = populations.niveau
            and territoires.code_territoire = populations.code_territoire
            and territoires.millesime = populations.millesime
    left join (
        select
            niveau,
            code_territoire,
            millesime,
            sum(population) as population
        from decouvertes
        group by niveau, code_territoire, millesime
    ) as manques
        on
            territoires.niveau = manques.niveau
            and territoires.code_territoire = manques.code_territoire
            and territoires.millesime = manques.millesime

)

select
    lignes.niveau,
    lignes.code_territoire,
    lignes.millesime,
    lignes.part,
    lignes.genre,
    -- What is left of an EPCI may be one commune that hides its figures: only a share is kept. The persons
    -- are found again in the memory of the estimator.
    case when lignes.genre = 'publiee' then lignes.personnes end as personnes,
    lignes.part_du_reste,
    couvertures.couverture_publiee,
    couvertures.couverture,
    -- Nobody is given away: INSEE's own threshold, more than one part, and little of what communes withhold.
    couvertures.personnes >= 2000
    and couvertures.nombre_parts > 1
    and couvertures.personnes_du_reste <= 0.05 * couvertures.personnes
    and couvertures.couverture >= {{ couverture_minimale('pauvrete', 'revenu_median') }} as est_a_estimer
from lignes
inner join couvertures
    on
        lignes.niveau = couvertures.niveau
        and lignes.code_territoire = couvertures.code_territoire
        and lignes.millesime = couvertures.millesime
