{#- Salaried employment: nomenclatures, dates, breaks and what a comparison is worth. -#}

{#- From the finest to the coarsest; each class of one lies in one class of the next. -#}
{% macro nomenclatures_emploi() -%}
    {{ return(['A88', 'A38', 'A17', 'A5']) }}
{%- endmacro %}

{#- The last day of a year, or of a quarter: what the figures of `2023` or `2023-T3` describe. -#}
{% macro dernier_jour(periode) -%}
    case
        when {{ periode }} like '____-T_'
            then last_day(make_date(cast(left({{ periode }}, 4) as integer), cast(right({{ periode }}, 1) as integer) * 3, 1))
        when {{ periode }} is not null then make_date(cast(left({{ periode }}, 4) as integer), 12, 31)
    end
{%- endmacro %}

{#- Territories that are followed over time: all those above the commune, and the communes of a perimeter. -#}
{% macro est_suivi() -%}
    (
        niveau <> 'commune'
        or code_territoire in (
            select code_commune from {{ ref('int_territoires__mailles') }} where niveau = 'perimetre'
        )
    )
{%- endmacro %}

{#- Two figures of the same parts of a territory: all of them, or the very same ones (parts is their empreinte). -#}
{% macro memes_parts(fin, debut) -%}
    (
        least({{ fin }}.couverture, {{ debut }}.couverture) = 1
        or {{ fin }}.parts = {{ debut }}.parts
    )
{%- endmacro %}

{#- The empreinte of a sum over sectors, each of which may lack other communes than the next: entieres, that of the whole
    breakdown, less what each sector lacks. A sector that nobody is in has no row, and lacks nothing. -#}
{% macro parts_des_secteurs(secteur, parts, entieres) -%}
    max({{ entieres }})
        - coalesce(
            sum(hash({{ secteur }}, {{ entieres }} - {{ parts }})) filter (where {{ parts }} <> {{ entieres }}), 0
        )
{%- endmacro %}

{% macro statut_le_plus_faible(statuts) -%}
    case
        {% for statut in ['partiel', 'estime', 'borne', 'arrondi'] -%}
        when '{{ statut }}' in ({{ statuts | join(', ') }}) then '{{ statut }}'
        {% endfor -%}
        else 'disponible'
    end
{%- endmacro %}

{#- What the ratio of two headcounts is worth. fin and debut are relations with effectif, effectif_statut, couverture and
    parts; motif is the reason of a refusal, if any. -#}
{% macro statut_comparaison(fin, debut, motif='null') -%}
    case
        when {{ fin }}.effectif is null then {{ fin }}.effectif_statut
        when {{ debut }}.effectif_statut is null then 'non_applicable'
        when {{ debut }}.effectif is null then {{ debut }}.effectif_statut
        when {{ motif }} is not null or {{ debut }}.effectif = 0 then 'non_applicable'
        when not {{ memes_parts(fin, debut) }} then 'non_publie'
        else {{ statut_le_plus_faible([fin ~ '.effectif_statut', debut ~ '.effectif_statut']) }}
    end
{%- endmacro %}

{#- The figure that a comparison gives, where its status admits it. -#}
{% macro si_admis(statut, valeur) -%}
    case when {{ est_admis(statut) }} then {{ valeur }} end
{%- endmacro %}

{#- The join to the refusal of a pair of dates of one series. -#}
{% macro sur_le_refus(refus, fin, debut) -%}
    {{ refus }}.source = {{ fin }}.source
            and {{ refus }}.date_debut = {{ debut }}.date_reference
            and {{ refus }}.date_fin = {{ fin }}.date_reference
            and {{ refus }}.publication_debut = coalesce({{ debut }}.publication, '')
            and {{ refus }}.publication_fin = coalesce({{ fin }}.publication, '')
{%- endmacro %}

{% macro est_admis(statut) -%}
    coalesce({{ statut }} not in ('secret', 'non_publie', 'non_applicable', 'non_charge'), false)
{%- endmacro %}

{#- How a crisis ended, in words: when the peak was reached again, or that it was not by the last date that compares. -#}
{% macro retour_de_crise(crise) -%}
    case
        when {{ crise }}.profondeur_emplois = 0 then 'aucun recul'
        when {{ crise }}.date_retour is not null then 'retrouvé en ' || extract(year from {{ crise }}.date_retour)
        else 'non retrouvé en ' || extract(year from {{ crise }}.derniere_date)
    end
{%- endmacro %}

{#- A sum of which every part must be there, and what it is worth. -#}
{% macro somme_entiere(figure) -%}
    case when bool_and({{ figure }} is not null) then sum({{ figure }}) end
{%- endmacro %}

{% macro statut_somme_entiere(figure) -%}
    case
            when bool_or({{ figure }}_statut = 'secret') then 'secret'
            when bool_or({{ figure }}_statut = 'non_charge') then 'non_charge'
            when bool_or({{ figure }} is null) then 'non_publie'
            {% for statut in ['partiel', 'estime', 'borne', 'arrondi'] -%}
            when bool_or({{ figure }}_statut = '{{ statut }}') then '{{ statut }}'
            {% endfor -%}
            else 'disponible'
        end
{%- endmacro %}
