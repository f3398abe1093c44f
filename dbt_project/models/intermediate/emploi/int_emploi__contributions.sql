-- What each sector adds to the change of a territory: with the nation, by its own growth there, and by the
-- place. Exact also for a sector that nobody was in: it has no national growth, and all of it is local.
with paires as (

    select *
    from {{ ref('int_emploi__paires') }}
    where {{ est_admis('statut') }}

),

structure as (

    select *
    from {{ ref('int_emploi__structure') }}

),

france as (

    select
        source,
        nomenclature,
        date_reference,
        secteur,
        effectif
    from structure
    where niveau = 'france'

),

croissances as (

    select
        couples.source,
        couples.nomenclature,
        couples.date_debut,
        couples.date_fin,
        secteurs.secteur,
        cast(coalesce(fins.effectif, 0) as double) / nullif(debuts.effectif, 0) - 1 as croissance
    from (
        select distinct
            source,
            nomenclature,
            date_debut,
            date_fin
        from paires
    ) as couples
    inner join (
        select distinct
            source,
            nomenclature,
            secteur
        from structure
    ) as secteurs
        on
            couples.source = secteurs.source
            and couples.nomenclature = secteurs.nomenclature
    {% for bout in ['debut', 'fin'] -%}
        left join france as {{ bout }}s
            on
                couples.source = {{ bout }}s.source
                and couples.nomenclature = {{ bout }}s.nomenclature
                and couples.date_{{ bout }} = {{ bout }}s.date_reference
                and secteurs.secteur = {{ bout }}s.secteur
    {% endfor %}

),

-- A territory without a row of a sector has nobody in it.
effectifs as (

    select
        paires.source,
        paires.niveau,
        paires.code_territoire,
        paires.nomenclature,
        paires.date_debut,
        paires.date_fin,
        croissances.secteur,
        paires.croissance_nationale,
        croissances.croissance,
        coalesce(debuts.effectif, 0) as effectif_debut,
        coalesce(fins.effectif, 0) as effectif_fin
    from paires
    inner join croissances
        on
            paires.source = croissances.source
            and paires.nomenclature = croissances.nomenclature
            and paires.date_debut = croissances.date_debut
            and paires.date_fin = croissances.date_fin
    {% for bout in ['debut', 'fin'] -%}
        left join structure as {{ bout }}s
            on
                paires.source = {{ bout }}s.source
                and paires.niveau = {{ bout }}s.niveau
                and paires.code_territoire = {{ bout }}s.code_territoire
                and paires.nomenclature = {{ bout }}s.nomenclature
                and paires.date_{{ bout }} = {{ bout }}s.date_reference
                and croissances.secteur = {{ bout }}s.secteur
    {% endfor %}

)

-- Somebody in a sector that the nation has not would make it undefined: null, and its territory's sums with
-- it.
select
    source,
    niveau,
    code_territoire,
    nomenclature,
    date_debut,
    date_fin,
    secteur,
    effectif_debut,
    effectif_fin,
    -- decimal and not double: sums do not depend on the order of the rows.
    cast(effectif_debut * croissance_nationale as decimal(28, 12)) as effet_national,
    cast(
        case when effectif_debut = 0 then 0 else effectif_debut * (croissance - croissance_nationale) end
        as decimal(28, 12)
    ) as effet_structurel,
    cast(
        case
            when effectif_debut = 0 then effectif_fin
            else effectif_fin - effectif_debut * (1 + croissance)
        end as decimal(28, 12)
    ) as effet_local
from effectifs
where
    effectif_debut > 0
    or effectif_fin > 0
