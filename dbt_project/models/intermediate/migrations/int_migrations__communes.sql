with flux as (

    select *
    from {{ ref('int_migrations__flux') }}

),

livrees as (

    select *
    from {{ ref('int_migrations__livrees') }}

),

arrivees as (

    select
        code_destination as code_commune,
        millesime,
        critere,
        modalite,
        sum(flux) filter (where code_origine = code_destination) as stables,
        sum(flux) filter (where code_origine <> code_destination and not vient_d_ailleurs) as arrivees,
        sum(flux) filter (where vient_d_ailleurs) as entrees_etranger
    from flux
    group by code_destination, millesime, critere, modalite

),

departs as (

    select
        code_origine as code_commune,
        millesime,
        critere,
        modalite,
        sum(flux) as personnes
    from flux
    where code_origine <> code_destination and not vient_d_ailleurs
    group by code_origine, millesime, critere, modalite

),

-- Who left a commune is found in the others: all are needed, but Mayotte, where this census is not taken.
couvertures as (

    select
        millesime,
        critere,
        bool_and(est_livree) as est_entiere,
        sum(population) filter (where est_livree) / sum(population) as couverture
    from livrees
    where left(code_commune, 3) <> '976'
    group by millesime, critere

),

scindees as (

    select distinct
        code_commune,
        millesime
    from {{ ref('int_migrations__scissions') }}

),

modalites as (

    select distinct
        millesime,
        critere,
        modalite
    from flux

),

-- A delivered commune from which, or to which, nobody of a kind moved: zero, and not a blank.
grille as (

    select
        livrees.code_commune,
        livrees.millesime,
        livrees.critere,
        modalites.modalite,
        livrees.est_livree,
        case
            when not livrees.est_livree then 'non_publie'
            when scindees.code_commune is not null then 'estime'
            else 'disponible'
        end as statut,
        coalesce(couvertures.couverture >= 0.95, false) as departs_connus,
        case
            when coalesce(couvertures.couverture, 0) < 0.95 then 'non_publie'
            when scindees.code_commune is not null then 'estime'
            when not couvertures.est_entiere or not livrees.est_livree then 'partiel'
            else 'disponible'
        end as departs_statut
    from livrees
    inner join modalites
        on
            livrees.millesime = modalites.millesime
            and livrees.critere = modalites.critere
    left join couvertures
        on
            livrees.millesime = couvertures.millesime
            and livrees.critere = couvertures.critere
    left join scindees
        on
            livrees.code_commune = scindees.code_commune
            and livrees.millesime = scindees.millesime

)

select
    grille.code_commune,
    grille.millesime,
    grille.critere,
    grille.modalite,
    {% for mesure in ['stables', 'arrivees', 'entrees_etranger'] -%}
        case when grille.est_livree then coalesce(arrivees.{{ mesure }}, 0) end as {{ mesure }},
        grille.statut as {{ mesure }}_statut,
    {% endfor -%}
    case when grille.departs_connus then coalesce(departs.personnes, 0) end as departs,
    grille.departs_statut
from grille
left join arrivees
    on
        grille.code_commune = arrivees.code_commune
        and grille.millesime = arrivees.millesime
        and grille.critere = arrivees.critere
        and grille.modalite = arrivees.modalite
left join departs
    on
        grille.code_commune = departs.code_commune
        and grille.millesime = departs.millesime
        and grille.critere = departs.critere
        and grille.modalite = departs.modalite
