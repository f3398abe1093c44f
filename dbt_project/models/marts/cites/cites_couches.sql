with paires as (

    select
        objet_1 as objet,
        objet_2 as autre,
        part
    from {{ ref('int_cites__paires') }}

    union all

    select
        objet_2 as objet,
        objet_1 as autre,
        part
    from {{ ref('int_cites__paires') }}

),

-- The best overlap of a feature with another of its cité.
recouvrements as (

    select
        paires.objet,
        max(paires.part) as part
    from paires
    inner join {{ ref('int_cites__correspondance') }} as une
        on paires.objet = une.objet
    inner join {{ ref('int_cites__correspondance') }} as autre
        on
            paires.autre = autre.objet
            and une.code_cite = autre.code_cite
    group by paires.objet

),

douteux as (

    select distinct unnest([objet_1, objet_2]) as objet
    from {{ ref('int_cites__a_verifier') }}

)

select
    objets.couche,
    cast(objets.objet as varchar) as objet,
    objets.code_cite,
    objets.nom,
    objets.id_lsm,
    objets.id_unesco,
    case
        when recouvrements.objet is null then 'seul'
        when recouvrements.part >= 0.5 then 'recouvrement'
        else 'numero'
    end as lien,
    cast(recouvrements.part as double) as part_recouvrement,
    case when recouvrements.objet is null then 'non_applicable' else 'estime' end as part_recouvrement_statut,
    douteux.objet is not null as a_verifier,
    objets.geometrie,
    objets.livraison,
    objets.ligne,
    objets.nature
from {{ ref('int_cites__contours') }} as objets
left join recouvrements
    on objets.objet = recouvrements.objet
left join douteux
    on objets.objet = douteux.objet
