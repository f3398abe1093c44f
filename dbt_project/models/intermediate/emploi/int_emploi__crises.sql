-- Peak, trough and recovery of each territory in the windows of the seed; or why they are not given.
with fenetres as (

    select *
    from {{ ref('fenetres_crises') }}

),

series as (

    select
        *,
        min(date_reference) over serie as debut_de_serie,
        max(date_reference) over serie as fin_de_serie
    from {{ ref('int_emploi__series') }}
    window serie as (partition by source, niveau, code_territoire)

),

refus as (

    select *
    from {{ ref('int_emploi__refus') }}

),

bornees as (

    select
        fenetres.crise,
        fenetres.pic_du,
        fenetres.pic_au,
        fenetres.creux_au,
        series.*
    from fenetres
    cross join series

),

pics as (

    select
        crise,
        source,
        niveau,
        code_territoire,
        arg_max(date_reference, (effectif, -epoch(date_reference))) as date_pic,
        max(effectif) as pic,
        arg_max(publication, (effectif, -epoch(date_reference))) as publication,
        arg_max(couverture, (effectif, -epoch(date_reference))) as couverture,
        arg_max(parts, (effectif, -epoch(date_reference))) as parts
    from bornees
    where
        date_reference between pic_du and pic_au
        and effectif is not null
    group by crise, source, niveau, code_territoire

),

-- A window counts when every date of it is there, of a yearly series or of a quarterly one: a missing date
-- may have been the peak, or the trough.
fenetres_remplies as (

    select
        crise,
        source,
        niveau,
        code_territoire,
        count(*) as points,
        bool_and(effectif is not null) as est_connue,
        case
            when bool_and(periode is null) then date_diff('year', min(pic_du), min(creux_au) + 1)
            else date_diff('quarter', min(pic_du), min(creux_au) + 1)
        end as points_attendus,
        min(date_reference) as premiere_date,
        arg_min(coalesce(publication, ''), date_reference) as premiere_publication,
        max(date_reference) as derniere_date,
        arg_max(coalesce(publication, ''), date_reference) as derniere_publication,
        {{ statut_somme_entiere('effectif') }} as statut,
        min(couverture) = 1 or count(distinct parts) = 1 as memes_parts
    from bornees
    where date_reference between pic_du and creux_au
    group by crise, source, niveau, code_territoire

),

toutes as (

    select
        crise,
        source,
        niveau,
        code_territoire,
        debut_de_serie,
        fin_de_serie,
        pic_du,
        creux_au,
        {{ nature_la_plus_faible('nature') }} as nature
    from bornees
    group by crise, source, niveau, code_territoire, debut_de_serie, fin_de_serie, pic_du, creux_au

),

-- What of the window and after may be compared with the peak.
apres as (

    select
        bornees.crise,
        bornees.source,
        bornees.niveau,
        bornees.code_territoire,
        bornees.date_reference,
        bornees.effectif,
        bornees.creux_au,
        pics.pic,
        {{ memes_parts('bornees', 'pics') }} as memes_parts,
        refus.motif
    from bornees
    inner join pics
        on
            bornees.crise = pics.crise
            and bornees.source = pics.source
            and bornees.niveau = pics.niveau
            and bornees.code_territoire = pics.code_territoire
            and bornees.date_reference >= pics.date_pic
    left join refus
        on
            bornees.source = refus.source
            and pics.date_pic = refus.date_debut
            and bornees.date_reference = refus.date_fin
            and coalesce(pics.publication, '') = refus.publication_debut
            and coalesce(bornees.publication, '') = refus.publication_fin

),

creux as (

    select
        crise,
        source,
        niveau,
        code_territoire,
        arg_min(date_reference, (effectif, epoch(date_reference))) as date_creux,
        min(effectif) as creux
    from apres
    where
        date_reference <= creux_au
        and effectif is not null
    group by crise, source, niveau, code_territoire

),

retours as (

    select
        apres.crise,
        apres.source,
        apres.niveau,
        apres.code_territoire,
        min(apres.date_reference) filter (where apres.effectif >= apres.pic) as date_retour,
        max(apres.date_reference) as derniere_date
    from apres
    inner join creux
        on
            apres.crise = creux.crise
            and apres.source = creux.source
            and apres.niveau = creux.niveau
            and apres.code_territoire = creux.code_territoire
            and apres.date_reference >= creux.date_creux
    where
        apres.motif is null
        and apres.memes_parts
        and apres.effectif is not null
    group by apres.crise, apres.source, apres.niveau, apres.code_territoire

)

select
    toutes.crise,
    toutes.source,
    toutes.niveau,
    toutes.code_territoire,
    toutes.debut_de_serie,
    toutes.fin_de_serie,
    pics.date_pic,
    pics.pic,
    creux.date_creux,
    creux.creux,
    retours.date_retour,
    retours.derniere_date,
    coalesce(pics.date_pic = toutes.debut_de_serie, false) as pic_en_debut_de_serie,
    case
        when
            fenetres_remplies.points is null
            or fenetres_remplies.points < fenetres_remplies.points_attendus
            then 'non_applicable'
        when not fenetres_remplies.est_connue then fenetres_remplies.statut
        when refus.motif is not null then 'non_applicable'
        when not fenetres_remplies.memes_parts then 'non_publie'
        else fenetres_remplies.statut
    end as statut,
    case
        when
            fenetres_remplies.points is null
            or fenetres_remplies.points < fenetres_remplies.points_attendus
            then
                'Refusé : la série ('
                || extract(year from toutes.debut_de_serie) || '–' || extract(year from toutes.fin_de_serie)
                || ') n’a pas toutes les dates de la fenêtre ('
                || extract(year from toutes.pic_du) || '–' || extract(year from toutes.creux_au) || ').'
        when not fenetres_remplies.est_connue then 'Refusé : l’effectif d’une date de la fenêtre manque.'
        when refus.motif is not null then refus.motif
        when not fenetres_remplies.memes_parts
            then 'Refusé : les communes connues ne sont pas les mêmes à toutes les dates de la fenêtre.'
    end as motif,
    toutes.nature
from toutes
left join fenetres_remplies
    on
        toutes.crise = fenetres_remplies.crise
        and toutes.source = fenetres_remplies.source
        and toutes.niveau = fenetres_remplies.niveau
        and toutes.code_territoire = fenetres_remplies.code_territoire
left join pics
    on
        toutes.crise = pics.crise
        and toutes.source = pics.source
        and toutes.niveau = pics.niveau
        and toutes.code_territoire = pics.code_territoire
left join creux
    on
        toutes.crise = creux.crise
        and toutes.source = creux.source
        and toutes.niveau = creux.niveau
        and toutes.code_territoire = creux.code_territoire
left join retours
    on
        toutes.crise = retours.crise
        and toutes.source = retours.source
        and toutes.niveau = retours.niveau
        and toutes.code_territoire = retours.code_territoire
left join refus
    on
        toutes.source = refus.source
        and fenetres_remplies.premiere_date = refus.date_debut
        and fenetres_remplies.derniere_date = refus.date_fin
        and fenetres_remplies.premiere_publication = refus.publication_debut
        and fenetres_remplies.derniere_publication = refus.publication_fin
