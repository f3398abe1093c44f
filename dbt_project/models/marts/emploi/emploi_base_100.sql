with series as (

    select *
    from {{ ref('int_emploi__series') }}

),

refus as (

    select *
    from {{ ref('int_emploi__refus') }}

),

couples as (

    select
        figures.source,
        figures.niveau,
        figures.code_territoire,
        bases.date_reference as date_base_100,
        figures.date_reference,
        figures.millesime,
        figures.periode,
        bases.effectif as effectif_base,
        bases.effectif_statut as effectif_base_statut,
        figures.effectif,
        figures.effectif_statut,
        100 * figures.effectif / nullif(bases.effectif, 0) as base_100,
        {{ statut_comparaison('figures', 'bases', 'refus.motif') }} as base_100_statut,
        refus.motif,
        case when figures.nature = bases.nature then figures.nature else 'mixte' end as nature
    from series as figures
    inner join series as bases
        on
            figures.source = bases.source
            and figures.niveau = bases.niveau
            and figures.code_territoire = bases.code_territoire
    left join refus
        on {{ sur_le_refus('refus', 'figures', 'bases') }}

)

select
    couples.source,
    couples.niveau,
    couples.code_territoire,
    territoires.nom_territoire,
    couples.date_base_100,
    couples.date_reference,
    couples.millesime,
    couples.periode,
    couples.effectif_base,
    couples.effectif_base_statut,
    couples.effectif,
    couples.effectif_statut,
    {{ si_admis('couples.base_100_statut', 'couples.base_100') }} as base_100,
    couples.base_100_statut,
    couples.motif,
    couples.nature
from couples
inner join {{ ref('territoires') }} as territoires
    on
        couples.niveau = territoires.niveau
        and couples.code_territoire = territoires.code_territoire
