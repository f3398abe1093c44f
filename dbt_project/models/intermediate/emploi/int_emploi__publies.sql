-- Figures given above the commune, and the régions, France and perimeters that zones d'emploi make up.
with lignes as (

    select
        source,
        niveau,
        code_territoire,
        nomenclature,
        secteur,
        millesime,
        periode,
        date_reference,
        cast(effectif as decimal(18, 9)) as effectif,
        effectif_statut,
        cast(etablissements as decimal(18, 9)) as etablissements,
        etablissements_statut,
        publication,
        edition,
        nature,
        geographie as geographie_source
    from {{ ref('int_emploi__zones_lignes') }}

),

-- Where sectors come without their total, all of them make it.
sans_total as (

    select
        source,
        niveau,
        code_territoire,
        'ensemble' as nomenclature,
        'ensemble' as secteur,
        millesime,
        periode,
        date_reference,
        {{ somme_entiere('effectif') }} as effectif,
        {{ statut_somme_entiere('effectif') }} as effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        publication,
        edition,
        nature,
        geographie_source
    from lignes
    where
        source in ('tiers_urssaf', 'tiers_flores')
        and nomenclature = 'A38'
        and not exists (
            select 1
            from lignes as totaux
            where
                totaux.nomenclature = 'ensemble'
                and totaux.source = lignes.source
                and totaux.niveau = lignes.niveau
                and totaux.code_territoire = lignes.code_territoire
                and totaux.date_reference = lignes.date_reference
        )
    group by all

),

completes as (

    select * from lignes
    union all
    select * from sans_total

),

totaux as (

    select
        membres.niveau,
        membres.code_territoire,
        completes.source,
        completes.date_reference,
        completes.niveau as niveau_zone,
        completes.nomenclature
    from completes
    inner join {{ ref('int_emploi__membres') }} as membres
        on
            completes.niveau = membres.niveau_zone
            and completes.code_territoire = membres.code_membre
    -- A zone counts as given when its total is, or some sector of it.
    group by
        membres.niveau, membres.code_territoire, completes.source, completes.date_reference,
        completes.niveau, completes.nomenclature, membres.nombre_membres
    having count(distinct completes.code_territoire) = membres.nombre_membres

),

sommes as (

    select
        completes.source,
        membres.niveau,
        membres.code_territoire,
        completes.nomenclature,
        completes.secteur,
        completes.millesime,
        completes.periode,
        completes.date_reference,
        {{ somme_entiere('completes.effectif') }} as effectif,
        {{ statut_somme_entiere('completes.effectif') }} as effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        completes.publication,
        case when count(distinct completes.edition) > 1 then 'plusieurs' else min(completes.edition) end
            as edition,
        {{ nature_la_plus_faible('completes.nature') }} as nature,
        min(completes.geographie_source) as geographie_source
    from completes
    inner join {{ ref('int_emploi__membres') }} as membres
        on
            completes.niveau = membres.niveau_zone
            and completes.code_territoire = membres.code_membre
    inner join totaux
        on
            membres.niveau = totaux.niveau
            and membres.code_territoire = totaux.code_territoire
            and completes.source = totaux.source
            and completes.date_reference = totaux.date_reference
            and completes.niveau = totaux.niveau_zone
            and completes.nomenclature = totaux.nomenclature
    anti join completes as donnees
        on
            completes.source = donnees.source
            and membres.niveau = donnees.niveau
            and membres.code_territoire = donnees.code_territoire
            and completes.date_reference = donnees.date_reference
            and completes.nomenclature = donnees.nomenclature
    -- Sources of which zones are all that is given; the zoning of 2020 before that of 2010.
    where completes.source not in ('flores', 'clap')
    group by
        completes.source, membres.niveau, membres.code_territoire, completes.nomenclature,
        completes.secteur, completes.millesime, completes.periode, completes.date_reference,
        completes.publication, completes.niveau
    qualify rank() over (
            partition by
                completes.source, membres.niveau, membres.code_territoire, completes.nomenclature,
                completes.date_reference
            order by completes.niveau
        ) = 1

)

select * from completes
union all
select * from sommes
