{#- Rows of one raw table, keeping the best-ranked edition: for each cell (key, vintage, period, level, geography), or
    without a key for the slot as a whole. A list of members goes without, or with the name of the list alone: what the
    best list leaves out must not come back from another.
    rank() and not row_number(): a duplicate inside one edition stays visible to the key test. -#}
{% macro lire_brut(jeu, cle=[]) -%}
    select
        brut.* exclude (_millesime, _periode, _niveau, _geographie, _edition, _nature, _livraison, _feuille, _ligne),
        brut._millesime as millesime,
        brut._periode as periode,
        brut._niveau as niveau,
        brut._geographie as geographie,
        brut._edition as edition,
        coalesce(editions.rang, 999) as rang_edition,
        brut._nature as nature,
        brut._livraison as livraison,
        brut._feuille as feuille,
        brut._ligne as ligne
    from {{ source('raw', jeu) }} as brut
    left join {{ source('meta', 'editions') }} as editions
        on editions.jeu = '{{ jeu }}'
        and editions.edition = brut._edition
    qualify rank() over (
        partition by
            {% for colonne in cle %}{{ colonne }}, {% endfor -%}
            brut._millesime, brut._periode, brut._niveau, brut._geographie
        order by coalesce(editions.rang, 999), brut._edition
    ) = 1
{%- endmacro %}

{#- A figure delivered as text: number or null, never zero for a blank. -#}
{% macro nombre(colonne) -%}
    try_cast(replace(regexp_replace({{ colonne }}, '[\s\x{00a0}\x{202f}]', '', 'g'), ',', '.') as double)
{%- endmacro %}

{#- 'illisible' is not an admitted status: the accepted_values test of the model catches it. -#}
{% macro statut_nombre(colonne) -%}
    case
        when {{ colonne }} is null or trim({{ colonne }}) = '' then 'non_publie'
        when {{ nombre(colonne) }} is null then 'illisible'
        else 'disponible'
    end
{%- endmacro %}

{#- Commune of a municipal arrondissement: INSEE's population files list the 45 arrondissements of
    Paris, Marseille and Lyon instead of the three communes; no other file has them. -#}
{% macro commune_de_rattachement(code) -%}
    case
        when {{ code }} between '75101' and '75120' then '75056'
        when {{ code }} between '13201' and '13216' then '13055'
        when {{ code }} between '69381' and '69389' then '69123'
        else {{ code }}
    end
{%- endmacro %}

{#- Code of the département that a commune's code carries. -#}
{% macro departement_de(code) -%}
    case when left({{ code }}, 2) = '97' then left({{ code }}, 3) else left({{ code }}, 2) end
{%- endmacro %}

{#- The weakest nature of a group of rows: simulated data weaken everything they touch. Null over nothing. -#}
{% macro nature_la_plus_faible(colonne) -%}
    case
        when bool_or({{ colonne }} = 'simule') then 'simule'
        when bool_or({{ colonne }} = 'mixte') then 'mixte'
        when bool_or({{ colonne }} = 'tiers') then 'tiers'
        when bool_or({{ colonne }} = 'observe') then 'observe'
    end
{%- endmacro %}
