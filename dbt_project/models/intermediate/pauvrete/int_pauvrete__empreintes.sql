-- Footprint of each published territory, in communes of the geography of analysis; none where it is unknown.
with publications as (

    select
        niveau,
        code_territoire,
        millesime,
        geographie,
        personnes_menages_fiscaux as personnes
    from {{ ref('stg_insee__filosofi') }}

    union all

    select
        niveau,
        code_territoire,
        millesime,
        geographie,
        personnes
    from {{ ref('stg_insee__filosofi_deciles') }}

),

publiees as (

    select
        niveau,
        code_territoire,
        millesime,
        geographie,
        max(personnes) as personnes
    from publications
    group by niveau, code_territoire, millesime, geographie

),

membres as (

    select
        niveau,
        geographie,
        code_territoire,
        code_commune
    from {{ ref('int_territoires__appartenances') }}
    where niveau in (select niveau from publiees)

    union all

    select
        'commune' as niveau,
        geographie,
        code_commune as code_territoire,
        code_commune
    from {{ ref('int_territoires__communes') }}

),

-- The year published, or, where nobody lists the members of that year, the nearest ones before and after.
annees as (

    select
        demandees.niveau,
        demandees.geographie,
        listees.geographie as geographie_membres
    from (
        select distinct
            niveau,
            geographie
        from publiees
    ) as demandees
    inner join (
        select distinct
            niveau,
            geographie
        from membres
    ) as listees
        on demandees.niveau = listees.niveau
    qualify
        row_number() over (
            partition by
                demandees.niveau, demandees.geographie, sign(listees.geographie - demandees.geographie)
            order by abs(listees.geographie - demandees.geographie)
        ) = 1
        and (
            listees.geographie = demandees.geographie
            or not bool_or(listees.geographie = demandees.geographie)
                over (partition by demandees.niveau, demandees.geographie)
        )

),

passages as (

    select
        passages.geographie_origine as geographie,
        passages.code_origine,
        passages.code_destination as code_commune,
        count(*) over (partition by passages.geographie_origine, passages.code_destination) as origines
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

),

-- A commune of the analysis made of communes of which only some are members makes the footprint inexact.
communes as (

    select
        annees.niveau,
        annees.geographie,
        annees.geographie_membres,
        membres.code_territoire,
        passages.code_commune,
        count(*) = any_value(passages.origines) as est_entiere
    from annees
    inner join membres
        on
            annees.niveau = membres.niveau
            and annees.geographie_membres = membres.geographie
    inner join passages
        on
            membres.geographie = passages.geographie
            and membres.code_commune = passages.code_origine
    group by
        annees.niveau,
        annees.geographie,
        annees.geographie_membres,
        membres.code_territoire,
        passages.code_commune

),

effectifs as (

    select
        publiees.millesime,
        publiees.geographie,
        passages.code_commune,
        sum(publiees.personnes) as personnes
    from publiees
    inner join passages
        on
            publiees.geographie = passages.geographie
            and publiees.code_territoire = passages.code_origine
    where publiees.niveau = 'commune'
    group by publiees.millesime, publiees.geographie, passages.code_commune
    having bool_and(publiees.personnes is not null)

),

candidates as (

    select
        publiees.niveau,
        publiees.code_territoire,
        publiees.millesime,
        publiees.geographie,
        communes.geographie_membres,
        bool_and(communes.est_entiere) as est_exacte,
        list_sort(list(communes.code_commune)) as communes,
        any_value(publiees.personnes) - coalesce(sum(effectifs.personnes), 0) as personnes_restantes,
        count(*) - count(effectifs.personnes) as communes_sans_effectif
    from publiees
    inner join communes
        on
            publiees.niveau = communes.niveau
            and publiees.code_territoire = communes.code_territoire
            and publiees.geographie = communes.geographie
    left join effectifs
        on
            publiees.millesime = effectifs.millesime
            and publiees.geographie = effectifs.geographie
            and communes.code_commune = effectifs.code_commune
    group by
        publiees.niveau,
        publiees.code_territoire,
        publiees.millesime,
        publiees.geographie,
        communes.geographie_membres

),

-- A list carried from another year is recognised by the number of persons: that of its communes is that of
-- the territory. Where some communes publish none (each has fewer than 100), the lists before and after must
-- agree as well.
-- Départements, régions and France keep their communes.
recevables as (

    select
        *,
        count(*) over liste = 2 as est_concordante
    from candidates
    window liste as (partition by niveau, code_territoire, millesime, geographie, communes)

)

select
    niveau,
    code_territoire,
    millesime,
    geographie,
    geographie_membres,
    communes,
    -- The persons left out are those of a commune that hides them: they serve above and are not kept.
    md5(array_to_string(communes, ',')) as empreinte
from recevables
where
    est_exacte
    and (
        geographie_membres = geographie
        or niveau in ('departement', 'france')
        or (niveau = 'region' and geographie_membres >= 2016)
        -- Communes are rounded to whole persons in some vintages: half a person each.
        or (communes_sans_effectif = 0 and abs(personnes_restantes) <= 1 + 0.5 * len(communes))
        or (
            est_concordante
            and personnes_restantes >= -1 - 0.5 * len(communes)
            and personnes_restantes <= 1 + 0.5 * len(communes) + 100 * communes_sans_effectif
        )
    )
qualify
    row_number() over (
        partition by niveau, code_territoire, millesime, geographie
        order by abs(geographie_membres - geographie), geographie_membres desc
    ) = 1
