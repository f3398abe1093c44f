-- Poor persons who live in the priority neighbourhoods of each territory, in the outlines of 2015 and 2024.
with listees as (

    -- The list of communes of a neighbourhood: the latest.
    select
        niveau,
        code_qpv,
        code_commune,
        part_population
    from {{ ref('stg_anct__qpv_communes') }}
    qualify
        rank() over (
            partition by niveau, code_qpv
            order by coalesce(millesime, 0) desc, rang_edition, edition
        ) = 1

),

communes_actuelles as (

    select code_commune
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'commune'

),

-- A commune merged since is followed to the one it is part of: lost, its neighbourhoods would read as zero.
actuelles as (

    select
        listees.niveau,
        listees.code_qpv,
        coalesce(communes_actuelles.code_commune, passages.code_actuel, listees.code_commune) as code_commune,
        listees.part_population
    from listees
    left join communes_actuelles
        on listees.code_commune = communes_actuelles.code_commune
    left join {{ ref('stg_etalab__passages_communes') }} as passages
        on listees.code_commune = passages.code_ancien

),

communes as (

    select
        niveau,
        code_qpv,
        code_commune,
        case when count(*) = count(part_population) then sum(part_population) end as part_population,
        count(*) over (partition by niveau, code_qpv) as nombre_communes
    from actuelles
    group by niveau, code_qpv, code_commune

),

taux as (

    select
        niveau,
        code_territoire as code_qpv,
        millesime,
        case when taux_pauvrete_60_statut = 'disponible' then taux_pauvrete_60 end as taux_pauvrete_60,
        nature
    from {{ ref('stg_insee__revenus_qpv') }}

),

millesimes as (

    select
        niveau,
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from taux
    group by niveau, millesime

),

-- The population nearest to each vintage, the earlier one first.
populations as (

    select
        millesimes.niveau,
        millesimes.millesime,
        populations.code_territoire as code_qpv,
        arg_min(
            populations.population,
            abs(populations.millesime - millesimes.millesime) * 2
            + (populations.millesime > millesimes.millesime)::integer
        ) as population
    from millesimes
    inner join {{ ref('stg_anct__qpv_populations') }} as populations
        on millesimes.niveau = populations.niveau
    where populations.population is not null
    group by millesimes.niveau, millesimes.millesime, populations.code_territoire

),

-- A neighbourhood counts in a territory that holds all its communes, or by the share of its inhabitants.
presences as (

    select
        mailles.niveau as niveau_territoire,
        mailles.code_territoire,
        communes.niveau,
        communes.code_qpv,
        case
            when count(*) = any_value(communes.nombre_communes) then 1.0
            when count(*) = count(communes.part_population) then sum(communes.part_population) / 100
        end as part
    from communes
    inner join {{ ref('int_territoires__mailles') }} as mailles
        on communes.code_commune = mailles.code_commune
    group by mailles.niveau, mailles.code_territoire, communes.niveau, communes.code_qpv

),

sommes as (

    select
        presences.niveau_territoire,
        presences.code_territoire,
        millesimes.niveau,
        millesimes.millesime,
        sum(taux.taux_pauvrete_60 / 100 * populations.population * presences.part) as personnes_pauvres,
        coalesce(
            sum(populations.population) filter (
                where taux.taux_pauvrete_60 is not null and presences.part is not null
            ),
            0
        ) / sum(populations.population) as couverture,
        -- A neighbourhood without a known population weighs an unknown share.
        count(*) = count(populations.population) as populations_connues
    from presences
    inner join millesimes
        on presences.niveau = millesimes.niveau
    left join populations
        on
            presences.niveau = populations.niveau
            and presences.code_qpv = populations.code_qpv
            and millesimes.millesime = populations.millesime
    left join taux
        on
            presences.niveau = taux.niveau
            and presences.code_qpv = taux.code_qpv
            and millesimes.millesime = taux.millesime
    group by presences.niveau_territoire, presences.code_territoire, millesimes.niveau, millesimes.millesime

),

territoires as (

    select distinct
        mailles.niveau,
        mailles.code_territoire,
        millesimes.niveau as contours,
        millesimes.millesime,
        millesimes.nature
    from {{ ref('int_territoires__mailles') }} as mailles
    cross join millesimes
    -- Where the list of their communes is not loaded, nobody knows which territories have a neighbourhood.
    where millesimes.niveau in (select niveau from communes)

),

jugees as (

    select
        territoires.*,
        case
            -- The list is there and names no neighbourhood here: a true zero.
            when sommes.niveau_territoire is null then 0
            when
                sommes.populations_connues
                and sommes.couverture >= {{ couverture_minimale('pauvrete', 'personnes_pauvres_qpv') }}
                then sommes.personnes_pauvres
        end as personnes_pauvres,
        case
            when sommes.niveau_territoire is null then 'disponible'
            when not sommes.populations_connues then 'non_charge'
            when sommes.couverture = 1 then 'estime'
            when
                sommes.couverture >= {{ couverture_minimale('pauvrete', 'personnes_pauvres_qpv') }}
                then 'partiel'
            else 'non_publie'
        end as statut
    from territoires
    left join sommes
        on
            territoires.niveau = sommes.niveau_territoire
            and territoires.code_territoire = sommes.code_territoire
            and territoires.contours = sommes.niveau
            and territoires.millesime = sommes.millesime

)

select
    niveau,
    code_territoire,
    millesime,
    {% for contours in ['qpv', 'qpv_2024'] -%}
        max(personnes_pauvres) filter (where contours = '{{ contours }}') as personnes_pauvres_{{ contours }},
        max(statut) filter (where contours = '{{ contours }}') as personnes_pauvres_{{ contours }}_statut,
    {% endfor -%}
    {{ nature_la_plus_faible('nature') }} as nature
from jugees
group by niveau, code_territoire, millesime
