-- Employees of each zone by commune of residence, and by occupation, within each place of residence; what
-- the rule hides is hidden so that no difference with the sum of the place gives it back: beside the cells
-- that may not be told, the smallest of the others, until what is hidden could be told as a whole. Where
-- one place may not be told, nor may any of its cells, nor those of the others.
with regle as (

    select
        seuil_personnes as unites_minimum,
        part_maximum_pct
    from {{ ref('int_conventions__regles') }}
    where jeu = 'insee_tous_salaries'

),

zones as (

    select
        code_zone,
        millesime,
        lieux_connus,
        lieux_dicibles and lieux_connus and est_dicible as est_dicible
    from {{ ref('int_zones__salaries') }}

),

cellules as (

    select
        *,
        unnest(['commune', 'csp']) as critere,
        unnest([code_commune, csp]) as modalite
    from {{ ref('int_zones__tous_salaries') }}

),

sommes as (

    select
        critere,
        code_zone,
        millesime,
        lieu,
        modalite,
        case when count(*) = count(salaries) then sum(salaries) end as salaries,
        max(etablissements) as unites,
        case when count(*) = count(premier) then sum(premier) end as premiers,
        min(edition) as edition,
        {{ nature_la_plus_faible('nature') }} as nature
    from cellules
    group by critere, code_zone, millesime, lieu, modalite

),

jugees as (

    select
        sommes.*,
        {{ est_dicible('sommes.salaries', 'sommes.unites', 'sommes.premiers') }} as est_dicible
    from sommes
    left join regle
        on true

),

rangees as (

    select
        *,
        count(*) filter (where not est_dicible) over (partition by critere, code_zone, millesime, lieu)
            as a_cacher,
        row_number() over cumul as rang,
        sum(salaries) over cumul as salaries_cumules,
        max(unites) over cumul as unites_cumulees,
        sum(premiers) over cumul as premiers_cumules
    from jugees
    window cumul as (
        partition by critere, code_zone, millesime, lieu
        order by est_dicible, salaries, modalite
        rows between unbounded preceding and current row
    )

),

cachees as (

    select
        rangees.critere,
        rangees.code_zone,
        rangees.millesime,
        rangees.lieu,
        min(rangees.rang) as dernier_rang
    from rangees
    left join regle
        on true
    where
        rangees.a_cacher > 0
        and rangees.rang >= rangees.a_cacher
        and {{ est_dicible(
            'rangees.salaries_cumules', 'rangees.unites_cumulees', 'rangees.premiers_cumules'
        ) }}
    group by rangees.critere, rangees.code_zone, rangees.millesime, rangees.lieu

)

select
    rangees.critere,
    rangees.code_zone,
    rangees.millesime,
    rangees.lieu,
    rangees.modalite,
    case
        when
            zones.est_dicible
            and (rangees.a_cacher = 0 or rangees.rang > cachees.dernier_rang)
            then cast(rangees.salaries as bigint)
    end as salaries,
    zones.lieux_connus,
    rangees.edition,
    rangees.nature
from rangees
inner join zones
    on
        rangees.code_zone = zones.code_zone
        and rangees.millesime = zones.millesime
left join cachees
    on
        rangees.critere = cachees.critere
        and rangees.code_zone = cachees.code_zone
        and rangees.millesime = cachees.millesime
        and rangees.lieu is not distinct from cachees.lieu
