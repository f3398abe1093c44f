-- The total of each territory and date: the sum of its communes, or else what a producer gives for the
-- whole; where it gives nothing either, the sum of most of them.
with publications as (

    select *
    from {{ ref('int_emploi__publications') }}
    where donne_le_total

),

des_communes as (

    select
        totaux.source,
        totaux.niveau,
        totaux.code_territoire,
        make_date(totaux.millesime, 12, 31) as date_reference,
        totaux.millesime,
        cast(null as varchar) as periode,
        totaux.effectif,
        totaux.effectif_statut,
        totaux.etablissements,
        totaux.etablissements_statut,
        totaux.couverture,
        totaux.parts,
        totaux.memes_etablissements,
        'communes' as base,
        publications.publication,
        publications.edition,
        publications.nature,
        publications.geographie_source
    from {{ ref('int_emploi__totaux_territoires') }} as totaux
    inner join publications
        on
            totaux.source = publications.source
            and totaux.millesime = publications.millesime

),

publies as (

    select
        source,
        niveau,
        code_territoire,
        date_reference,
        millesime,
        periode,
        effectif,
        effectif_statut,
        etablissements,
        etablissements_statut,
        case when effectif is null then 0.0 else 1.0 end as couverture,
        case when effectif is null then 0 else 1 end as parts,
        true as memes_etablissements,
        'publie' as base,
        publication,
        edition,
        nature,
        geographie_source
    from {{ ref('int_emploi__publies') }}
    where nomenclature = 'ensemble'

),

tous as (

    select * from des_communes
    union all
    select * from publies

)

select *
from tous
qualify row_number() over (
        partition by source, niveau, code_territoire, date_reference
        order by effectif is not null desc, couverture = 1 desc, base
    ) = 1
