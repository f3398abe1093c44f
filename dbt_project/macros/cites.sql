{#- Features of one layer of cités. The producer's numbers come as numbers or as text: 63, 63.0 and « 63 » are one. -#}
{% macro couche_de_cites(jeu, inscription=false) -%}
    with lignes as (

        {{ lire_brut(jeu) }}

    )

    select
        {{ numero_de_couche('id_lsm') }} as id_lsm,
        {% if inscription -%}
        nullif(trim(id_unesco), '') as id_unesco,
        {% endif -%}
        {% for colonne in [
            'nom', 'nom_2', 'commune_1', 'commune_2', 'commune_3', 'type', 'compagnie', 'interet', 'proprietaire'
        ] -%}
        {{ texte_de_couche(colonne) }} as {{ colonne }},
        {% endfor -%}
        {% if inscription -%}
        inscrit_mh = 'oui' as est_inscrite_mh,
        classe_mh = 'oui' as est_classee_mh,
        {% endif -%}
        geometrie,
        edition,
        nature,
        livraison,
        ligne
    from lignes
{%- endmacro %}

{% macro numero_de_couche(colonne) -%}
    nullif(regexp_replace(trim({{ colonne }}), '\.0$', ''), '')
{%- endmacro %}

{#- Words as one reads them: no double space, no blank for a name. -#}
{% macro texte_de_couche(colonne) -%}
    nullif(trim(regexp_replace({{ colonne }}, '\s+', ' ', 'g')), '')
{%- endmacro %}

{#- What two spellings of a commune's name share, step after step:
    1. capitals without accents; 2. ligatures, and every sign taken for a space; 3. St in full, lez as les. -#}
{% macro cle_de_nom(colonne, etape) -%}
    {%- if etape == 1 -%}
        trim(upper(strip_accents({{ colonne }})))
    {%- elif etape == 2 -%}
        trim(regexp_replace(
            replace(replace({{ cle_de_nom(colonne, 1) }}, 'Œ', 'OE'), 'Æ', 'AE'), '[^A-Z0-9]+', ' ', 'g'
        ))
    {%- else -%}
        {% set mots = namespace(sql=cle_de_nom(colonne, 2)) %}
        {%- for bref, entier in [('ST', 'SAINT'), ('STE', 'SAINTE'), ('LEZ', 'LES')] -%}
            {% set mots.sql = "regexp_replace(" ~ mots.sql ~ ", '\\b" ~ bref ~ "\\b', '" ~ entier ~ "', 'g')" %}
        {%- endfor -%}
        {{ mots.sql }}
    {%- endif -%}
{%- endmacro %}
