-- Each sector of each territory and date in every nomenclature: as delivered, or else rolled up from the
-- finest.
with delivrees as (

    select
        secteurs.source,
        secteurs.niveau,
        secteurs.code_territoire,
        make_date(secteurs.millesime, 12, 31) as date_reference,
        secteurs.millesime,
        cast(null as varchar) as periode,
        secteurs.nomenclature,
        secteurs.secteur,
        secteurs.effectif,
        secteurs.effectif_statut,
        secteurs.etablissements,
        secteurs.etablissements_statut,
        secteurs.couverture,
        secteurs.parts,
        secteurs.memes_etablissements,
        'communes' as base,
        publications.publication,
        publications.edition,
        publications.nature,
        publications.geographie_source
    from {{ ref('int_emploi__secteurs_territoires') }} as secteurs
    inner join {{ ref('int_emploi__publications') }} as publications
        on
            secteurs.source = publications.source
            and secteurs.millesime = publications.millesime
            and secteurs.nomenclature = publications.nomenclature

    union all

    select
        source,
        niveau,
        code_territoire,
        date_reference,
        millesime,
        periode,
        nomenclature,
        secteur,
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
    where nomenclature <> 'ensemble'

),

-- A whole breakdown at a time: its sectors must add up.
bases as (

    select
        source,
        niveau,
        code_territoire,
        date_reference,
        nomenclature,
        base,
        max(parts) as parts_entieres,
        coalesce(bool_and(effectif is not null) and min(couverture) = 1, false) as est_entiere
    from delivrees
    group by source, niveau, code_territoire, date_reference, nomenclature, base
    qualify row_number() over (
            partition by source, niveau, code_territoire, date_reference, nomenclature
            order by bool_or(effectif is not null) desc, min(couverture) = 1 desc, base
        ) = 1

),

nomenclatures as (

    select
        *,
        count(*) over (partition by nomenclature_source, nomenclature, secteur) as secteurs_fins
    from {{ ref('int_emploi__nomenclatures') }}

),

-- Each nomenclature wanted comes from itself, or from the coarsest of the finer ones that are there: a whole
-- one first, or the nomenclatures would disagree, and their difference be what a commune hides.
origines as (

    select distinct
        bases.source,
        bases.niveau,
        bases.code_territoire,
        bases.date_reference,
        bases.base,
        bases.parts_entieres,
        bases.nomenclature as nomenclature_source,
        cibles.nomenclature
    from bases
    inner join (
        select distinct
            nomenclature_source,
            nomenclature
        from nomenclatures
    ) as cibles
        on bases.nomenclature = cibles.nomenclature_source
    qualify row_number() over (
            partition by
                bases.source, bases.niveau, bases.code_territoire, bases.date_reference, cibles.nomenclature
            order by bases.est_entiere desc, cast(substr(bases.nomenclature, 2) as integer)
        ) = 1

)

select
    delivrees.source,
    delivrees.niveau,
    delivrees.code_territoire,
    delivrees.date_reference,
    delivrees.millesime,
    delivrees.periode,
    nomenclatures.nomenclature,
    nomenclatures.secteur,
    {% for figure in ['effectif', 'etablissements'] -%}
        {{ somme_entiere('delivrees.' ~ figure) }} as {{ figure }},
        {{ statut_somme_entiere('delivrees.' ~ figure) }} as {{ figure }}_statut,
    {% endfor -%}
    min(delivrees.couverture) as couverture,
    -- Of one sector, its own communes.
    case
        when max(nomenclatures.secteurs_fins) = 1 then min(delivrees.parts)
        else {{ parts_des_secteurs('delivrees.secteur', 'delivrees.parts', 'origines.parts_entieres') }}
    end as parts,
    bool_and(delivrees.memes_etablissements) as memes_etablissements,
    delivrees.base,
    -- Zones that make a région may be of several files.
    max(delivrees.publication) as publication,
    case when count(distinct delivrees.edition) > 1 then 'plusieurs' else min(delivrees.edition) end
        as edition,
    {{ nature_la_plus_faible('delivrees.nature') }} as nature,
    min(delivrees.geographie_source) as geographie_source
from delivrees
inner join origines
    on
        delivrees.source = origines.source
        and delivrees.niveau = origines.niveau
        and delivrees.code_territoire = origines.code_territoire
        and delivrees.date_reference = origines.date_reference
        and delivrees.nomenclature = origines.nomenclature_source
        and delivrees.base = origines.base
inner join nomenclatures
    on
        delivrees.nomenclature = nomenclatures.nomenclature_source
        and delivrees.secteur = nomenclatures.secteur_source
        and origines.nomenclature = nomenclatures.nomenclature
group by
    delivrees.source, delivrees.niveau, delivrees.code_territoire, delivrees.date_reference,
    delivrees.millesime, delivrees.periode, nomenclatures.nomenclature, nomenclatures.secteur, delivrees.base
