{#- Rows of one raw table, the best-ranked edition of each list (slot, and what splits it). As lire_brut without a key,
    for tables too large to be sorted: only the lists are ranked. `famille`, an expression over _edition, keeps apart
    the editions that say different things of one slot. -#}
{% macro lire_liste(jeu, liste=[], famille="''") -%}
    select
        brut.* exclude (_millesime, _periode, _niveau, _geographie, _edition, _nature, _livraison, _feuille, _ligne),
        brut._millesime as millesime,
        brut._periode as periode,
        brut._niveau as niveau,
        brut._geographie as geographie,
        brut._edition as edition,
        retenues.rang as rang_edition,
        brut._nature as nature,
        brut._livraison as livraison,
        brut._feuille as feuille,
        brut._ligne as ligne
    from {{ source('raw', jeu) }} as brut
    inner join (
        select
            {% for colonne in liste %}livrees.{{ colonne }}, {% endfor -%}
            livrees._millesime,
            livrees._periode,
            livrees._niveau,
            livrees._geographie,
            livrees._edition,
            coalesce(editions.rang, 999) as rang
        from (
            select distinct
                {% for colonne in liste %}{{ colonne }}, {% endfor -%}
                _millesime, _periode, _niveau, _geographie, _edition
            from {{ source('raw', jeu) }}
        ) as livrees
        left join {{ source('meta', 'editions') }} as editions
            on editions.jeu = '{{ jeu }}'
            and editions.edition = livrees._edition
        qualify rank() over (
            partition by
                {% for colonne in liste %}livrees.{{ colonne }}, {% endfor -%}
                livrees._millesime, livrees._periode, livrees._niveau, livrees._geographie, {{ famille }}
            order by coalesce(editions.rang, 999), livrees._edition
        ) = 1
    ) as retenues
        on brut._edition = retenues._edition
        and brut._niveau is not distinct from retenues._niveau
        and brut._millesime is not distinct from retenues._millesime
        and brut._periode is not distinct from retenues._periode
        and brut._geographie is not distinct from retenues._geographie
        {% for colonne in liste -%}
        and brut.{{ colonne }} is not distinct from retenues.{{ colonne }}
        {% endfor -%}
{%- endmacro %}
