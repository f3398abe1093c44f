{% set references = ['region', 'france', 'region_hors_bassin'] %}
with crises as (

    select
        *,
        case when pic = 0 and {{ est_admis('statut') }} then 'non_applicable' else statut end
            as profondeur_pct_statut,
        pic - creux as profondeur_emplois,
        100 * (pic - creux) / nullif(pic, 0) as profondeur_pct
    from {{ ref('int_emploi__crises') }}

),

territoires as (

    select *
    from {{ ref('territoires') }}

),

-- What each territory is compared with: the région that holds it, its source's France, the région without
-- the Bassin.
rattachees as (

    select
        crises.*,
        territoires.nom_territoire,
        coalesce(territoires.code_region, case when crises.niveau = 'region' then crises.code_territoire end)
            as code_region,
        france.code_france,
        hors_bassin.code_territoire as code_region_hors_bassin
    from crises
    inner join territoires
        on
            crises.niveau = territoires.niveau
            and crises.code_territoire = territoires.code_territoire
    left join {{ ref('int_emploi__france') }} as france
        on crises.source = france.source
    left join territoires as hors_bassin
        on
            hors_bassin.niveau = 'perimetre'
            and hors_bassin.code_territoire = 'region_hors_bassin'
            and territoires.code_region = hors_bassin.code_region

)

select
    rattachees.crise,
    rattachees.source,
    rattachees.niveau,
    rattachees.code_territoire,
    rattachees.nom_territoire,
    rattachees.debut_de_serie,
    rattachees.fin_de_serie,
    {{ si_admis('rattachees.statut', 'rattachees.date_pic') }} as date_pic,
    {{ si_admis('rattachees.statut', 'rattachees.pic') }} as effectif_pic,
    rattachees.statut as effectif_pic_statut,
    {{ si_admis('rattachees.statut', 'rattachees.pic_en_debut_de_serie') }} as pic_en_debut_de_serie,
    {{ si_admis('rattachees.statut', 'rattachees.date_creux') }} as date_creux,
    {{ si_admis('rattachees.statut', 'rattachees.creux') }} as effectif_creux,
    rattachees.statut as effectif_creux_statut,
    {{ si_admis('rattachees.statut', 'rattachees.profondeur_emplois') }} as profondeur_emplois,
    rattachees.statut as profondeur_emplois_statut,
    {{ si_admis('rattachees.profondeur_pct_statut', 'rattachees.profondeur_pct') }} as profondeur_pct,
    rattachees.profondeur_pct_statut,
    case
        when {{ est_admis('rattachees.statut') }} and rattachees.profondeur_emplois > 0
            then rattachees.date_retour
    end as date_retour,
    {{ si_admis('rattachees.statut', retour_de_crise('rattachees')) }} as retour,
    rattachees.motif,
    {% for reference in references -%}
        {{ si_admis('ref_' ~ reference ~ '.profondeur_pct_statut', 'ref_' ~ reference ~ '.profondeur_pct') }}
            as profondeur_{{ reference }}_pct,
        coalesce(ref_{{ reference }}.profondeur_pct_statut, 'non_applicable')
            as profondeur_{{ reference }}_pct_statut,
        case
            when
                {{ est_admis('rattachees.profondeur_pct_statut') }}
                and {{ est_admis('ref_' ~ reference ~ '.profondeur_pct_statut') }}
                then rattachees.profondeur_pct - ref_{{ reference }}.profondeur_pct
        end as ecart_{{ reference }}_points,
        case
            when not {{ est_admis('rattachees.profondeur_pct_statut') }} then rattachees.profondeur_pct_statut
            when ref_{{ reference }}.profondeur_pct_statut is null then 'non_applicable'
            when not {{ est_admis('ref_' ~ reference ~ '.profondeur_pct_statut') }}
                then ref_{{ reference }}.profondeur_pct_statut
            else {{ statut_le_plus_faible(
                ['rattachees.profondeur_pct_statut', 'ref_' ~ reference ~ '.profondeur_pct_statut']
            ) }}
        end as ecart_{{ reference }}_points_statut,
    {% endfor -%}
    rattachees.code_france,
    rattachees.nature
from rattachees
{% for reference in references -%}
    left join crises as ref_{{ reference }}
        on
            rattachees.crise = ref_{{ reference }}.crise
            and rattachees.source = ref_{{ reference }}.source
            and ref_{{ reference }}.niveau
            = '{{ 'perimetre' if reference == 'region_hors_bassin' else reference }}'
            and rattachees.code_{{ reference }} = ref_{{ reference }}.code_territoire
{% endfor -%}
