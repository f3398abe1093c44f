{#- The dictionary of indicators is the meta of the columns of the marts; everything here reads it from the graph. -#}

{#- Indicators of all marts, in a fixed order: [{mart, theme, nom, description, meta, colonnes}]. -#}
{% macro indicateurs_du_graphe() -%}
    {%- set trouves = [] -%}
    {%- for cle in graph.nodes | sort -%}
        {%- set noeud = graph.nodes[cle] -%}
        {%- if noeud.resource_type == 'model' and noeud.schema == 'marts' -%}
            {%- for nom, colonne in noeud.columns.items() -%}
                {%- set meta = colonne.config.meta or colonne.meta -%}
                {%- if meta.genre -%}
                    {%- do trouves.append({
                        'mart': noeud.name,
                        'theme': noeud.fqn[2],
                        'nom': nom,
                        'description': colonne.description,
                        'meta': meta,
                        'colonnes': noeud.columns.keys() | list
                    }) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(trouves) }}
{%- endmacro %}

{#- Minimum coverage of one indicator, for the model that computes it. -#}
{% macro couverture_minimale(mart, nom) -%}
    {%- if not execute -%}{{ return(1) }}{%- endif -%}
    {%- for trouve in indicateurs_du_graphe() if trouve.mart == mart and trouve.nom == nom -%}
        {{ return(trouve.meta.couverture_minimale) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error("Le dictionnaire ne connaît pas l’indicateur " ~ mart ~ "." ~ nom ~ ".") }}
{%- endmacro %}

{#- Names of the indicators of a mart that a weight makes additive. The others are shares without a published
    denominator, or belong to a distribution: neither is ever summed nor averaged. -#}
{% macro indicateurs_ponderes(mart) -%}
    {%- set trouves = [] -%}
    {%- for indicateur in indicateurs_du_graphe() if execute and indicateur.mart == mart and indicateur.meta.poids -%}
        {%- if indicateur.meta.genre != 'ratio' -%}
            {{ exceptions.raise_compiler_error(
                indicateur.nom ~ " : seul un ratio a un poids, pas un indicateur de genre « "
                ~ indicateur.meta.genre ~ " »."
            ) }}
        {%- endif -%}
        {%- do trouves.append(indicateur.nom) -%}
    {%- endfor -%}
    {{ return(trouves) }}
{%- endmacro %}

{#- The weight of one of them. -#}
{% macro poids_de(mart, nom) -%}
    {%- for indicateur in indicateurs_du_graphe() if execute and indicateur.mart == mart and indicateur.nom == nom -%}
        {{ return(indicateur.meta.poids) }}
    {%- endfor -%}
{%- endmacro %}

{% macro texte_sql(valeur) -%}
    {%- if valeur is none or valeur is undefined -%}
    cast(null as varchar)
    {%- else -%}
    '{{ (valeur | string | trim).replace("'", "''") }}'
    {%- endif -%}
{%- endmacro %}

{#- Long form of every indicator of the marts: one union, made from the dictionary.
    Companions: <indicator>_statut (else 'disponible'), and <indicator>_nature, _edition, _geographie_source and
    _couverture (else the mart's own column). A mart without a source has those of the dictionary, one without a
    geography is in that of analysis. -#}
{% macro union_des_indicateurs() -%}
    {%- for indicateur in indicateurs_du_graphe() if execute %}
    {%- set colonnes = indicateur.colonnes %}
    {%- set statut = indicateur.nom ~ '_statut' %}
    select
        '{{ indicateur.theme }}' as theme,
        '{{ indicateur.nom }}' as indicateur,
        niveau,
        code_territoire,
        millesime,
        {{ 'periode' if 'periode' in colonnes else 'cast(null as varchar)' }} as periode,
        cast({{ indicateur.nom }} as double) as valeur,
        {{ statut if statut in colonnes else "'disponible'" }} as statut,
        {{ compagne(indicateur, 'nature', 'varchar') }},
        {{ 'source' if 'source' in colonnes else texte_sql(indicateur.meta.source) ~ ' as source' }},
        {{ compagne(indicateur, 'edition', 'varchar') }},
        {{ compagne(indicateur, 'geographie_source', 'integer') }},
        {% if 'geographie' in colonnes -%}
            geographie,
        {%- else -%}
            (select geographie from {{ ref('int_territoires__geographies') }} where est_analyse) as geographie,
        {%- endif %}
        {{ compagne(indicateur, 'couverture', 'double') }}
    from {{ ref(indicateur.mart) }}
    {%- if statut in colonnes %}
    -- A vintage of which nothing is loaded has no lines: marts.sources says how to load it.
    where millesime in (select millesime from {{ ref(indicateur.mart) }} where {{ statut }} <> 'non_charge')
    {%- endif %}
    {%- if 'axe' in colonnes %}
    -- A mart cut along several axes is told whole.
    {{ 'and' if statut in colonnes else 'where' }} axe = 'ensemble'
    {%- endif %}
    {%- if 'est_derniere_edition' in colonnes %}
    -- A series estimated anew at each edition is told by its last one only.
    {{ 'and' if statut in colonnes else 'where' }} est_derniere_edition
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select null as theme
    {%- endfor %}
{%- endmacro %}

{#- What is beside one indicator, or beside the whole row, or nowhere. -#}
{% macro compagne(indicateur, nom, type) -%}
    {%- set propre = indicateur.nom ~ '_' ~ nom -%}
    {%- if propre in indicateur.colonnes -%} {{ propre }} as {{ nom }}
    {%- elif nom in indicateur.colonnes -%} {{ nom }}
    {%- else -%} cast(null as {{ type }}) as {{ nom }}
    {%- endif -%}
{%- endmacro %}

{% macro dictionnaire_des_indicateurs() -%}
    {%- for indicateur in indicateurs_du_graphe() if execute %}
    select
        '{{ indicateur.theme }}' as theme,
        '{{ indicateur.mart }}' as mart,
        '{{ indicateur.nom }}' as indicateur,
        {{ texte_sql(indicateur.meta.libelle) }} as libelle,
        {{ texte_sql(indicateur.description) }} as description,
        {%- for champ in ['unite', 'genre', 'numerateur', 'denominateur', 'poids', 'source'] %}
        {{ texte_sql(indicateur.meta[champ]) }} as {{ champ }},
        {%- endfor %}
        cast({{ indicateur.meta.couverture_minimale | default('null', true) }} as double) as couverture_minimale,
        {{ texte_sql(indicateur.meta.confidentialite) }} as confidentialite,
        {{ texte_sql(indicateur.meta.prudence) }} as prudence
    {{ 'union all' if not loop.last }}
    {%- else %}
    select null as theme
    {%- endfor %}
{%- endmacro %}
