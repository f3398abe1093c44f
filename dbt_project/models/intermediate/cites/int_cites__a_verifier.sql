-- What a person should look at: the correspondence stands as it is until the Mission mends its layers.
with paires as (

    select
        paires.*,
        une.code_cite as code_cite_1,
        autre.code_cite as code_cite_2,
        un_objet.id_lsm is not null
        and autre_objet.id_lsm is not null
        and not paires.meme_numero as ont_deux_numeros,
        {{ nature_la_plus_faible_de('un_objet.nature', 'autre_objet.nature') }} as nature
    from {{ ref('int_cites__paires') }} as paires
    inner join {{ ref('int_cites__correspondance') }} as une
        on paires.objet_1 = une.objet
    inner join {{ ref('int_cites__correspondance') }} as autre
        on paires.objet_2 = autre.objet
    inner join {{ ref('int_cites__objets') }} as un_objet
        on paires.objet_1 = un_objet.objet
    inner join {{ ref('int_cites__objets') }} as autre_objet
        on paires.objet_2 = autre_objet.objet

),

motifs_de_paire as (

    select
        *,
        unnest([
            case when part between 0.05 and 0.9 then 'recouvrement_partiel' end,
            case when part >= 0.5 and not noms_semblables then 'recouvrement_sans_nom_semblable' end,
            case
                when code_cite_1 <> code_cite_2 and noms_semblables then 'noms_semblables_sans_recouvrement'
            end,
            case when meme_numero and part < 0.5 then 'meme_numero_sans_recouvrement' end,
            case when part >= 0.5 and ont_deux_numeros then 'recouvrement_de_deux_numeros' end
        ]) as motif
    from paires

),

dans_communes as (

    select
        communes.code_cite,
        communes.nature,
        bool_and(communes.a_ses_contours) as a_ses_contours,
        list(communes.code_commune order by communes.code_commune) filter (where communes.surface_m2 = 0)
            as communes_sans_surface,
        sum(communes.surface_m2) as surface_m2
    from {{ ref('int_cites__communes') }} as communes
    group by communes.code_cite, communes.nature

),

motifs_de_cite as (

    select
        cites.code_cite,
        cites.nature,
        dans_communes.communes_sans_surface,
        dans_communes.surface_m2 / cites.surface_m2 as part_dans_communes,
        unnest([
            case when dans_communes.a_ses_contours and dans_communes.surface_m2 < 0.95 * cites.surface_m2
                    then 'hors_des_communes_citees'
            end,
            case when dans_communes.a_ses_contours and len(dans_communes.communes_sans_surface) > 0
                    then 'commune_citee_sans_surface'
            end,
            case when dans_communes.code_cite is null then 'aucune_commune' end,
            case when cites.inscrite and cites.part_inscrite_pct < 5 then 'inscrite_hors_du_bien' end,
            case when not cites.inscrite and cites.part_inscrite_pct > 50 then 'dans_le_bien_sans_numero' end,
            case
                when
                    cites.zone_tampon and cites.part_zone_tampon_pct < 5
                    then 'zone_tampon_hors_de_son_perimetre'
            end,
            case
                when not cites.inscrite and couches.est_dans_la_couche then 'couche_des_inscrites_sans_numero'
            end
        ]) as motif
    from {{ ref('int_cites__cites') }} as cites
    left join dans_communes
        on cites.code_cite = dans_communes.code_cite
    inner join (
        select
            code_cite,
            bool_or(couche = 'inscrites') as est_dans_la_couche
        from {{ ref('int_cites__contours') }}
        group by code_cite
    ) as couches
        on cites.code_cite = couches.code_cite

)

select
    motif,
    code_cite_1,
    code_cite_2,
    objet_1,
    objet_2,
    cast(null as varchar[]) as communes,
    part,
    distance_m,
    nature
from motifs_de_paire
where motif is not null

union all

select
    motif,
    code_cite as code_cite_1,
    null as code_cite_2,
    null as objet_1,
    null as objet_2,
    case when motif = 'commune_citee_sans_surface' then communes_sans_surface end as communes,
    case when motif = 'hors_des_communes_citees' then 1 - part_dans_communes end as part,
    null as distance_m,
    nature
from motifs_de_cite
where motif is not null
