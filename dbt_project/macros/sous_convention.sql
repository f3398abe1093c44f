{#- What is delivered under an agreement: aligned, counted, and told with the status that keeps it inside. -#}

{#- Rows delivered by commune, in the geography of analysis: each count times the share of its commune that goes there.
    relation: the model, with code_commune, geographie, nature, the columns of cle, the counts and their statuses. -#}
{% macro aligner_comptes(relation, cle, comptes) -%}
    select
        passages.code_destination as code_commune,
        {% for colonne in cle -%}
        livrees.{{ colonne }},
        {% endfor -%}
        {% for compte in comptes -%}
        cast(livrees.{{ compte }} * passages.part as decimal(28, 10)) as {{ compte }},
        case
            when livrees.{{ compte }} is null then livrees.{{ compte }}_statut
            when passages.est_estime then 'estime'
            else 'disponible'
        end as {{ compte }}_statut,
        {% endfor -%}
        livrees.nature
    from {{ relation }} as livrees
    inner join {{ ref('int_territoires__passages') }} as passages
        on
            livrees.geographie = passages.geographie_origine
            and livrees.code_commune = passages.code_origine
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse
{%- endmacro %}

{#- The communes that a delivery of the whole answers for: those of the départements of the perimeters that it names.
    One of them without a row has nobody. -#}
{% macro communes_repondues(relation) -%}
    select distinct
        communes.code_commune,
        livrees.millesime
    from (
        select distinct
            millesime,
            {{ departement_de('code_commune') }} as code_departement
        from {{ relation }}
    ) as livrees
    inner join {{ ref('int_territoires__mailles') }} as communes
        on
            communes.niveau = 'commune'
            and {{ departement_de('communes.code_commune') }} = livrees.code_departement
    where livrees.code_departement in (
        select {{ departement_de('code_commune') }}
        from {{ ref('int_territoires__mailles') }}
        where niveau = 'perimetre' and code_territoire = 'bassin_minier'
    )
{%- endmacro %}

{#- A count over some rows: nothing where one of them is not known, zero where there are none. -#}
{% macro compte(figure, filtre='true') -%}
    case
        when count(*) filter (where {{ filtre }}) = count({{ figure }}) filter (where {{ filtre }})
            then coalesce(sum({{ figure }}) filter (where {{ filtre }}), 0)
    end
{%- endmacro %}

{% macro statut_compte(figure, statut, filtre='true') -%}
    case
        when count(*) filter (where {{ filtre }}) > count({{ figure }}) filter (where {{ filtre }})
            then case when bool_or({{ statut }} = 'secret') filter (where {{ filtre }}) then 'secret' else 'non_publie' end
        when coalesce(bool_or({{ statut }} = 'estime') filter (where {{ filtre }}), false) then 'estime'
        else 'disponible'
    end
{%- endmacro %}

{#- The status of a figure about some units: one that is there and rests on fewer than the agreement wants, or on any while
    no rule is known, may not leave the Mission. Zero tells nobody. -#}
{% macro statut_interne(statut, unites, seuil) -%}
    case
        when {{ est_admis(statut) }} and {{ unites }} > 0 and coalesce({{ unites }} < {{ seuil }}, true) then 'interne'
        else {{ statut }}
    end
{%- endmacro %}

{#- A relation whose counts say which of them may not leave; regle is a relation of one row with the threshold, seuil. -#}
{% macro sous_la_regle(relation, comptes, regle='regle') -%}
    select
        {{ relation }}.* replace (
            {%- for nom in comptes %}
            {{ statut_interne(relation ~ '.' ~ nom ~ '_statut', relation ~ '.' ~ nom, regle ~ '.seuil') }}
                as {{ nom }}_statut{{ ',' if not loop.last }}
            {%- endfor %}
        )
    from {{ relation }}
    cross join {{ regle }}
{%- endmacro %}

{#- The status of a ratio of two figures: what the weaker of them is, nothing over nothing. -#}
{% macro statut_ratio(numerateur, denominateur) -%}
    case
        when not {{ est_admis(numerateur ~ '_statut') }} then {{ numerateur }}_statut
        when not {{ est_admis(denominateur ~ '_statut') }} then {{ denominateur }}_statut
        when {{ denominateur }} = 0 then 'non_applicable'
        when 'interne' in ({{ numerateur }}_statut, {{ denominateur }}_statut) then 'interne'
        else {{ statut_le_plus_faible([numerateur ~ '_statut', denominateur ~ '_statut']) }}
    end
{%- endmacro %}

{#- Shares of the communes divided since a delivery: what agreger wants beside a sparse relation. -#}
{% macro scissions_livrees(relation) -%}
    select
        passages.code_destination as code_commune,
        livrees.millesime,
        passages.code_origine,
        passages.part
    from (
        select distinct
            millesime,
            geographie
        from {{ relation }}
    ) as livrees
    inner join {{ ref('int_territoires__passages') }} as passages
        on livrees.geographie = passages.geographie_origine
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where
        geographies.est_analyse
        and passages.part < 1
{%- endmacro %}

{#- The rest of a model that sums what `alignees` counts to every territory, to be written after the relations alignees
    (code_commune, millesime, the columns of detail, the figures with their statuses, nature) and repondues
    (code_commune, millesime): a commune that is answered for and has no line has nobody. -#}
{% macro sommes_des_repondues(figures, detail=[]) -%}
    {%- set cle = ['millesime'] + detail -%}
    livrees as (

        select
            code_commune,
            {{ cle | join(', ') }},
            {%- for figure in figures %}
            {{ compte(figure) }} as {{ figure }},
            {{ statut_compte(figure, figure ~ '_statut') }} as {{ figure }}_statut{{ ',' if not loop.last }}
            {%- endfor %}
        from alignees
        group by code_commune, {{ cle | join(', ') }}

    ),

    communes as (

        select
            repondues.code_commune,
            {%- for colonne in cle %}
            details.{{ colonne }},
            {%- endfor %}
            {%- for figure in figures %}
            case when livrees.code_commune is null then 0 else livrees.{{ figure }} end as {{ figure }},
            coalesce(livrees.{{ figure }}_statut, 'disponible') as {{ figure }}_statut{{ ',' if not loop.last }}
            {%- endfor %}
        from repondues
        inner join (select distinct {{ cle | join(', ') }} from alignees) as details
            on repondues.millesime = details.millesime
        left join livrees
            on
                repondues.code_commune = livrees.code_commune
                {%- for colonne in cle %}
                and details.{{ colonne }} = livrees.{{ colonne }}
                {%- endfor %}

    ),

    sommes as (

        {{ agreger('communes', comptes_entiers(figures), cle=cle) }}

    )

    {{ sommes_et_nature(figures, cle) }}
{%- endmacro %}

{#- A whole model: what a delivery by commune counts, crossed by two dimensions and each of them together; sparse. A commune
    that the delivery names has nobody where it has no line. -#}
{% macro sommes_croisees(modele, figures, dimensions) -%}
    {%- set cle = ['millesime'] + dimensions -%}
    with alignees as (

        {{ aligner_comptes(ref(modele), cle, figures) }}

    ),

    communes as (

        select
            code_commune,
            millesime,
            {%- for dimension in dimensions %}
            coalesce({{ dimension }}, 'ensemble') as {{ dimension }},
            {%- endfor %}
            {%- for figure in figures %}
            {{ compte(figure) }} as {{ figure }},
            {{ statut_compte(figure, figure ~ '_statut') }} as {{ figure }}_statut{{ ',' if not loop.last }}
            {%- endfor %}
        from alignees
        group by code_commune, millesime, cube ({{ dimensions | join(', ') }})

    ),

    livrees as (

        select distinct
            code_commune,
            millesime
        from alignees

    ),

    scissions as (

        {{ scissions_livrees(ref(modele)) }}

    ),

    sommes as (

        {{ agreger(
            'communes', comptes_entiers(figures), cle=cle, scissions='scissions', livraison=['millesime'],
            livrees='livrees'
        ) }}

    )

    {{ sommes_et_nature(figures, cle) }}
{%- endmacro %}

{#- What agreger is asked of counts under agreement: every part, or nothing. -#}
{% macro comptes_entiers(figures) -%}
    {%- set mesures = [] -%}
    {%- for figure in figures -%}
        {%- do mesures.append({'nom': figure, 'genre': 'effectif', 'couverture_minimale': none}) -%}
    {%- endfor -%}
    {{ return(mesures) }}
{%- endmacro %}

{#- The relation sommes with the weakest nature of the lines of each year. -#}
{% macro sommes_et_nature(figures, cle, lignes='alignees') -%}
    select
        sommes.niveau,
        sommes.code_territoire,
        {%- for colonne in cle %}
        sommes.{{ colonne }},
        {%- endfor %}
        {%- for figure in figures %}
        sommes.{{ figure }},
        sommes.{{ figure }}_statut,
        {%- endfor %}
        natures.nature
    from sommes
    inner join (
        select
            millesime,
            {{ nature_la_plus_faible('nature') }} as nature
        from {{ lignes }}
        group by millesime
    ) as natures
        on sommes.millesime = natures.millesime
{%- endmacro %}

{#- The columns of a relation that count its lines by what they are: comptes is name → which lines. -#}
{% macro colonnes_comptees(comptes, figure) -%}
    {%- for nom, filtre in comptes.items() -%}
    {{ compte(figure, filtre) }} as {{ nom }},
        {{ statut_compte(figure, figure ~ '_statut', filtre) }} as {{ nom }}_statut{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Percentages of two counts, with their statuses: ratios is name → numerator and denominator. -#}
{% macro statuts_des_ratios(ratios) -%}
    {%- for nom, (numerateur, denominateur) in ratios.items() -%}
    {{ statut_ratio(numerateur, denominateur) }} as {{ nom }}_statut{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro colonnes_des_ratios(ratios, relation) -%}
    {%- for nom, (numerateur, denominateur) in ratios.items() -%}
    {{ si_admis(
            relation ~ '.' ~ nom ~ '_statut',
            'cast(100 * ' ~ relation ~ '.' ~ numerateur ~ ' as double) / ' ~ relation ~ '.' ~ denominateur
        ) }} as {{ nom }},
        {{ relation }}.{{ nom }}_statut{{ ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
