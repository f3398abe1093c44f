{#- Every mart of salaried employment is made here, one nomenclature a table: `ensemble` for the totals, else A88, A38, A17
    or A5, where each sector also has its share of the total and its specificity. The year before and the reference of
    the base 100 are points of the same source, territory and sector. -#}
{% macro mart_emploi(nomenclature) -%}
    {%- set est_detail = nomenclature != 'ensemble' -%}
    with figures as (

        {{ figures_emploi(nomenclature) }}

    ),

    {% if est_detail -%}
    {{ comparaisons_des_secteurs() }}
    {%- endif %}

    refus as (

        select *
        from {{ ref('int_emploi__refus') }}

    ),

    comparees as (

        select
            figures.*,
            {{ statut_comparaison('figures', 'precedentes', 'refus_precedente.motif') }} as evolution_annuelle_pct_statut,
            100 * (figures.effectif / nullif(precedentes.effectif, 0) - 1) as evolution_annuelle_pct,
            {{ statut_comparaison('figures', 'bases', 'refus_base.motif') }} as base_100_2007_statut,
            100 * figures.effectif / nullif(bases.effectif, 0) as base_100_2007,
            coalesce(
                refus_precedente.motif,
                refus_base.motif
                {%- if not est_detail %},
                case
                    when bases.source is null and figures.effectif is not null
                        then
                            'Pas de base 100 : la série n’a pas de chiffre au '
                            || strftime(figures.date_base_100, '%d/%m/%Y') || '.'
                    when bases.effectif = 0 and figures.effectif is not null
                        then
                            'Pas de base 100 : personne n’y était salarié au '
                            || strftime(figures.date_base_100, '%d/%m/%Y') || '.'
                end
                {%- endif %}
            ) as motif
        from figures
        left join figures as precedentes
            on
                {{ meme_serie('figures', 'precedentes') }}
                and figures.date_precedente = precedentes.date_reference
        left join figures as bases
            on
                {{ meme_serie('figures', 'bases') }}
                and figures.date_base_100 = bases.date_reference
        left join refus as refus_precedente
            on {{ sur_le_refus('refus_precedente', 'figures', 'precedentes') }}
        left join refus as refus_base
            on {{ sur_le_refus('refus_base', 'figures', 'bases') }}

    )

    select
        comparees.source,
        comparees.niveau,
        comparees.code_territoire,
        territoires.nom_territoire,
        case comparees.niveau
            when 'zone_emploi' then 'ZE 2020'
            when 'zone_emploi_2010' then 'ZE 2010'
            else 'COG ' || geographie_analyse.geographie
        end as zonage,
        comparees.date_reference,
        comparees.millesime,
        comparees.periode,
        comparees.nomenclature,
        comparees.secteur,
        {%- if est_detail %}
        coalesce(libelles.libelle, comparees.secteur) as libelle_secteur,
        {%- endif %}
        comparees.effectif,
        comparees.effectif_statut,
        comparees.etablissements,
        comparees.etablissements_statut,
        {{ si_admis('comparees.taille_moyenne_statut', 'comparees.effectif / comparees.etablissements') }}
            as taille_moyenne,
        comparees.taille_moyenne_statut,
        {%- for figure in ['evolution_annuelle_pct', 'base_100_2007'] %}
        {{ si_admis('comparees.' ~ figure ~ '_statut', 'comparees.' ~ figure) }} as {{ figure }},
        comparees.{{ figure }}_statut,
        {%- endfor %}
        comparees.date_base_100,
        comparees.motif,
        {%- if est_detail %}
        {{ si_admis('parts.part_pct_statut', 'parts.part_pct') }} as part_pct,
        parts.part_pct_statut,
        {{ si_admis('parts.indice_specificite_statut', 'parts.indice_specificite') }} as indice_specificite,
        parts.indice_specificite_statut,
        {%- endif %}
        comparees.nature,
        comparees.edition,
        comparees.publication,
        cast(comparees.geographie_source as integer) as geographie_source,
        geographie_analyse.geographie,
        cast(comparees.couverture as double) as couverture
    from comparees
    cross join (
        select geographie
        from {{ ref('int_territoires__geographies') }}
        where est_analyse
    ) as geographie_analyse
    -- Zones that no list of communes in hand describes stay in int_emploi__publies.
    inner join {{ ref('territoires') }} as territoires
        on
            comparees.niveau = territoires.niveau
            and comparees.code_territoire = territoires.code_territoire
    {%- if est_detail %}
    left join parts
        on
            {{ meme_serie('comparees', 'parts') }}
            and comparees.date_reference = parts.date_reference
    left join {{ ref('int_emploi__libelles') }} as libelles
        on
            comparees.nomenclature = libelles.nomenclature
            and comparees.secteur = libelles.secteur
    {%- endif %}
{%- endmacro %}

{#- The headcounts of one nomenclature, with the dates that each is compared with. -#}
{% macro figures_emploi(nomenclature) -%}
        select
            source,
            niveau,
            code_territoire,
            date_reference,
            millesime,
            periode,
            {%- if nomenclature == 'ensemble' %}
            'ensemble' as nomenclature,
            'ensemble' as secteur,
            {%- else %}
            nomenclature,
            secteur,
            {%- endif %}
            cast(round(effectif, 6) as double) as effectif,
            effectif_statut,
            cast(round(etablissements, 6) as double) as etablissements,
            etablissements_statut,
            case
                when effectif is null then effectif_statut
                when etablissements is null then etablissements_statut
                when etablissements = 0 then 'non_applicable'
                when not memes_etablissements then 'non_publie'
                else {{ statut_le_plus_faible(['effectif_statut', 'etablissements_statut']) }}
            end as taille_moyenne_statut,
            cast(date_reference - interval 1 year as date) as date_precedente,
            case when periode is null then date '2007-12-31' else date '2008-03-31' end as date_base_100,
            couverture,
            parts,
            base,
            publication,
            edition,
            nature,
            geographie_source
        from {{ ref('int_emploi__totaux' if nomenclature == 'ensemble' else 'int_emploi__secteurs') }}
        {%- if nomenclature != 'ensemble' %}
        where nomenclature = '{{ nomenclature }}'
        {%- endif %}
{%- endmacro %}

{#- Each sector beside its territory's total and beside France: share, and share over that of France. -#}
{% macro comparaisons_des_secteurs() -%}
    totaux as (

        {{ figures_emploi('ensemble') }}

    ),

    france as (

        select
            figures.source,
            figures.date_reference,
            figures.secteur,
            figures.effectif,
            figures.effectif_statut,
            figures.effectif / nullif(totaux.effectif, 0) as part,
            {{ statut_comparaison('figures', 'totaux') }} as part_statut
        from figures
        inner join {{ ref('int_emploi__france') }} as retenue
            on
                figures.source = retenue.source
                and figures.niveau = 'france'
                and figures.code_territoire = retenue.code_france
        inner join totaux
            on
                {{ meme_territoire('figures', 'totaux') }}
                and figures.date_reference = totaux.date_reference

    ),

    parts_du_total as (

        select
            figures.source,
            figures.niveau,
            figures.code_territoire,
            figures.date_reference,
            figures.secteur,
            figures.effectif / nullif(totaux.effectif, 0) as part,
            -- A total that is published, sectors that are summed over communes: they may not be of the same footprint.
            figures.base is distinct from totaux.base as est_rapprochee,
            {{ statut_comparaison('figures', 'totaux') }} as statut
        from figures
        left join totaux
            on
                {{ meme_territoire('figures', 'totaux') }}
                and figures.date_reference = totaux.date_reference

    ),

    parts_jugees as (

        select
            * exclude (statut, est_rapprochee),
            case when est_rapprochee and statut = 'disponible' then 'estime' else statut end as part_pct_statut
        from parts_du_total

    ),

    parts as (

        select
            parts_jugees.*,
            100 * parts_jugees.part as part_pct,
            parts_jugees.part / nullif(france.part, 0) as indice_specificite,
            case
                when parts_jugees.part_pct_statut in ('secret', 'non_publie', 'non_applicable', 'non_charge')
                    then parts_jugees.part_pct_statut
                when france.part_statut is null then 'non_publie'
                when france.part_statut in ('secret', 'non_publie', 'non_applicable', 'non_charge')
                    then france.part_statut
                when france.part = 0 then 'non_applicable'
                else {{ statut_le_plus_faible(['parts_jugees.part_pct_statut', 'france.part_statut']) }}
            end as indice_specificite_statut
        from parts_jugees
        left join france
            on
                parts_jugees.source = france.source
                and parts_jugees.date_reference = france.date_reference
                and parts_jugees.secteur = france.secteur

    ),
{%- endmacro %}

{% macro meme_territoire(une, autre) -%}
    {{ une }}.source = {{ autre }}.source
                and {{ une }}.niveau = {{ autre }}.niveau
                and {{ une }}.code_territoire = {{ autre }}.code_territoire
{%- endmacro %}

{% macro meme_serie(une, autre) -%}
    {{ meme_territoire(une, autre) }}
                and {{ une }}.secteur = {{ autre }}.secteur
{%- endmacro %}
