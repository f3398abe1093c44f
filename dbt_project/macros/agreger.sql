{#- The one aggregation of commune measures to every level and perimeter of the geography of analysis.

    relation   code_commune, the columns of cle, and each measure with its <measure>_statut; a commune without a row
               is a missing part like one with a null
    mesures    list of {nom, genre, couverture_minimale (none: every part is required)} and, for a ratio or an indice,
               numerateur, denominateur (two columns of the relation) and facteur (100 for a percentage)
    cle        what a row of the result is besides the territory; its first column is the vintage
    scissions  code_commune, livraison, code_origine, part: shares of divided communes. A territory that holds all the
               parts of one is exact again, although its communes are estimated.
    livraison  the columns of cle that say of which delivery a row is, the vintage first (and alone by default)
    livrees    code_commune, livraison: the communes delivered. The relation is then sparse, and only of them: one of
               these without a row counts zero. Its measures are counts.

    Returns niveau, code_territoire, cle, then <nom>, <nom>_statut, <nom>_couverture, <nom>_parts (empreinte):
    all the parts: their sum (disponible, or estime); some missing: null with their status, unless those present
    weigh couverture_minimale of the population, at the nearest census: then 'partiel'. A ratio over nothing is
    non_applicable. -#}
{% macro agreger(relation, mesures, cle=['millesime'], scissions=none, livraison=none, livrees=none) -%}
    {%- set livraison = livraison or [cle[0]] -%}
    with mesures as {{ 'not materialized ' if livrees is not none }}(

        select
            code_commune,
            {{ cle | join(',\n            ') }},
            {%- for mesure in mesures %}
            {{ partie_presente(mesure) }} as {{ mesure.nom }}_presente,
            {{ statut_partie(mesure) }} as {{ mesure.nom }}_statut,
            {%- for colonne in colonnes_sommees(mesure) %}
            {{ colonne }}{{ ',' if not loop.last }}
            {%- endfor %}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}

    ),

    poids as (

        {{ habitants_au_plus_pres('mesures', cle[0]) }}

    ),

    {% if livrees is none -%}
    {{ sommes_pleines(mesures, cle, livraison) }}
    {%- else -%}
    {{ sommes_creuses(mesures, cle, livraison, livrees) }}
    {%- endif %},

    scindes as (

        {% if scissions is none -%}
        select distinct niveau, code_territoire, {{ livraison | join(', ') }}
        from parts
        where
            {% for mesure in mesures -%}
            {{ mesure.nom }}_statut = 'estime'{{ ' or ' if not loop.last }}
            {%- endfor %}
        {%- else -%}
        select distinct niveau, code_territoire, {{ livraison | join(', ') }}
        from (
            select
                mailles.niveau,
                mailles.code_territoire,
                {% for colonne in livraison %}scissions.{{ colonne }}, {% endfor %}
                scissions.code_origine
            from {{ scissions }} as scissions
            inner join {{ ref('int_territoires__mailles') }} as mailles
                on scissions.code_commune = mailles.code_commune
            group by all
            having abs(sum(scissions.part) - 1) > 1e-9
        ) as incompletes
        {%- endif %}

    ),

    couvertes as (

        select
            sommes.*,
            {%- for mesure in mesures %}
            sommes.{{ mesure.nom }}_presentes = totaux.communes as {{ mesure.nom }}_complete,
            case
                when sommes.{{ mesure.nom }}_presentes = totaux.communes then 1.0
                when totaux.poids > 0 then cast(sommes.{{ mesure.nom }}_poids as double) / totaux.poids
                else 0.0
            end as {{ mesure.nom }}_couverture{{ ',' if not loop.last }}
            {%- endfor %}
        from sommes
        inner join totaux
            on
                sommes.niveau = totaux.niveau
                and sommes.code_territoire = totaux.code_territoire
                {%- for colonne in livraison %}
                and sommes.{{ colonne }} = totaux.{{ colonne }}
                {%- endfor %}

    )

    select
        couvertes.niveau,
        couvertes.code_territoire,
        {%- for colonne in cle %}
        couvertes.{{ colonne }},
        {%- endfor %}
        {%- for mesure in mesures %}
        {%- set suffisante -%}
        {{ 'false' if mesure.couverture_minimale is none
            else 'couvertes.' ~ mesure.nom ~ '_couverture >= ' ~ mesure.couverture_minimale }}
        {%- endset %}
        case when couvertes.{{ mesure.nom }}_complete or {{ suffisante }} then couvertes.{{ mesure.nom }}_valeur end
            as {{ mesure.nom }},
        case
            {%- if mesure.genre != 'effectif' %}
            when couvertes.{{ mesure.nom }}_valeur is null and couvertes.{{ mesure.nom }}_couverture > 0 then 'non_applicable'
            {%- endif %}
            when couvertes.{{ mesure.nom }}_complete and scindes.niveau is not null then 'estime'
            when couvertes.{{ mesure.nom }}_complete then coalesce(couvertes.{{ mesure.nom }}_statut_present, 'disponible')
            when {{ suffisante }} then 'partiel'
            else couvertes.{{ mesure.nom }}_statut_absent
        end as {{ mesure.nom }}_statut,
        cast(couvertes.{{ mesure.nom }}_couverture as double) as {{ mesure.nom }}_couverture,
        couvertes.{{ mesure.nom }}_parts{{ ',' if not loop.last }}
        {%- endfor %}
    from couvertes
    left join scindes
        on
            couvertes.niveau = scindes.niveau
            and couvertes.code_territoire = scindes.code_territoire
            {%- for colonne in livraison %}
            and couvertes.{{ colonne }} = scindes.{{ colonne }}
            {%- endfor %}
{%- endmacro %}

{#- The parts of a dense relation, their sums and what each territory is made of. -#}
{% macro sommes_pleines(mesures, cle, livraison) -%}
    parts as (

        select
            mailles.niveau,
            mailles.code_territoire,
            mesures.*,
            coalesce(poids.population, 0) as poids
        from {{ ref('int_territoires__mailles') }} as mailles
        inner join mesures
            on mailles.code_commune = mesures.code_commune
        left join poids
            on
                mesures.code_commune = poids.code_commune
                and mesures.{{ cle[0] }} = poids.{{ cle[0] }}

    ),

    -- Every commune of a territory counts, whether the relation speaks of it or not.
    totaux as (

        select
            mailles.niveau,
            mailles.code_territoire,
            {% for colonne in livraison %}livraisons.{{ colonne }}, {% endfor %}
            count(*) as communes,
            sum(coalesce(poids.population, 0)) as poids
        from {{ ref('int_territoires__mailles') }} as mailles
        cross join (select distinct {{ livraison | join(', ') }} from mesures) as livraisons
        left join poids
            on
                mailles.code_commune = poids.code_commune
                and livraisons.{{ cle[0] }} = poids.{{ cle[0] }}
        group by all

    ),

    sommes as (

        select
            niveau,
            code_territoire,
            {{ cle | join(',\n            ') }}
            {%- for mesure in mesures %},
            {{ valeur_agregee(mesure) }} as {{ mesure.nom }}_valeur,
            count(*) filter (where {{ mesure.nom }}_presente) as {{ mesure.nom }}_presentes,
            {{ empreinte('code_commune', mesure.nom ~ '_presente') }} as {{ mesure.nom }}_parts,
            -- Alphabetical order of the statuses would not do: a secret part outweighs one that is only missing.
            case
                when bool_or({{ mesure.nom }}_statut = 'secret') then 'secret'
                when bool_or({{ mesure.nom }}_statut = 'non_charge') then 'non_charge'
                -- Nobody says why a commune without a row is missing.
                when bool_and({{ mesure.nom }}_presente) then 'non_publie'
                when bool_or({{ mesure.nom }}_statut = 'non_publie') then 'non_publie'
                else 'non_applicable'
            end as {{ mesure.nom }}_statut_absent,
            case
                when bool_or({{ mesure.nom }}_statut = 'partiel') then 'partiel'
                when bool_or({{ mesure.nom }}_statut = 'borne') then 'borne'
                when bool_or({{ mesure.nom }}_statut = 'arrondi') then 'arrondi'
            end as {{ mesure.nom }}_statut_present,
            coalesce(sum(poids) filter (where {{ mesure.nom }}_presente), 0) as {{ mesure.nom }}_poids
            {%- endfor %}
        from parts
        group by niveau, code_territoire, {{ cle | join(', ') }}

    )
{%- endmacro %}

{#- Which communes a sum is made of, as one number: equal where they are the same ones, in whatever order they come. -#}
{% macro empreinte(code, filtre) -%}
    coalesce(sum(hash({{ code }})) filter (where {{ filtre }}), 0)
{%- endmacro %}

{% macro colonnes_sommees(mesure) -%}
    {%- if mesure.genre == 'effectif' -%}
        {{ return([mesure.nom]) }}
    {%- elif mesure.genre in ['ratio', 'indice'] -%}
        {{ return([mesure.numerateur, mesure.denominateur]) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            mesure.nom ~ " : une mesure de genre « " ~ mesure.genre ~ " » ne s’agrège pas (médiane, décile, Gini…)."
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro partie_presente(mesure) -%}
    {%- for colonne in colonnes_sommees(mesure) -%}
    {{ colonne }} is not null{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Status of a commune's part: that of the column it lacks, else the weaker of its two columns. -#}
{% macro statut_partie(mesure) -%}
    {%- set colonnes = colonnes_sommees(mesure) -%}
    {%- if colonnes | length == 1 -%}
    {{ colonnes[0] }}_statut
    {%- else -%}
    case
                when {{ colonnes[0] }} is null then {{ colonnes[0] }}_statut
                when {{ colonnes[1] }} is null then {{ colonnes[1] }}_statut
                when {{ colonnes[0] }}_statut <> 'disponible' then {{ colonnes[0] }}_statut
                else {{ colonnes[1] }}_statut
            end
    {%- endif -%}
{%- endmacro %}

{% macro valeur_agregee(mesure) -%}
    {%- set colonnes = colonnes_sommees(mesure) -%}
    {%- if colonnes | length == 1 -%}
    sum({{ colonnes[0] }})
    {%- else -%}
    {{ mesure.facteur | default(1) }} * cast(sum({{ colonnes[0] }}) filter (where {{ mesure.nom }}_presente) as double)
                / nullif(sum({{ colonnes[1] }}) filter (where {{ mesure.nom }}_presente), 0)
    {%- endif -%}
{%- endmacro %}

{#- Inhabitants of each commune of the geography of analysis at the census nearest to each year of a relation, the
    earlier one first: what shares of a territory are weighed with. -#}
{% macro habitants_au_plus_pres(relation, annee) -%}
        select
            annees.{{ annee }},
            communes.code_commune,
            arg_min(
                communes.population_municipale,
                abs(communes.millesime - annees.{{ annee }}) * 2 + (communes.millesime > annees.{{ annee }})::integer
            ) as population
        from (select distinct {{ annee }} from {{ relation }}) as annees
        cross join {{ ref('int_population__communes') }} as communes
        where communes.population_municipale is not null
        group by annees.{{ annee }}, communes.code_commune
{%- endmacro %}
