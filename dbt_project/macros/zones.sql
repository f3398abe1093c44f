{#- Rows of a raw table of tens of millions, keeping the best-ranked edition of each slot: what lire_brut does by
    sorting the rows, this does by sorting the editions. -#}
{% macro lire_stock(jeu) -%}
    select
        brut.* exclude (_millesime, _periode, _niveau, _geographie, _edition, _nature, _livraison, _feuille, _ligne),
        brut._millesime as millesime,
        brut._geographie as geographie,
        brut._edition as edition,
        brut._nature as nature,
        brut._livraison as livraison,
        brut._feuille as feuille,
        brut._ligne as ligne
    from {{ source('raw', jeu) }} as brut
    inner join (
        select
            cases._millesime,
            cases._geographie,
            arg_min(cases._edition, (coalesce(editions.rang, 999), cases._edition)) as _edition
        from (select distinct _millesime, _geographie, _edition from {{ source('raw', jeu) }}) as cases
        left join {{ source('meta', 'editions') }} as editions
            on editions.jeu = '{{ jeu }}' and editions.edition = cases._edition
        group by cases._millesime, cases._geographie
    ) as meilleures
        on brut._millesime = meilleures._millesime
        and brut._geographie = meilleures._geographie
        and brut._edition = meilleures._edition
{%- endmacro %}

{#- Status of a figure of a zone whose parts have this coverage: null under the minimum; plein: what it is when all are
    there. -#}
{% macro statut_selon_couverture(couverture, plein="'disponible'", minimum=0.75) -%}
    case
        when coalesce({{ couverture }}, 0) < {{ minimum }} then 'non_publie'
        when {{ couverture }} < 1 then 'partiel'
        else {{ plein }}
    end
{%- endmacro %}

{#- A term of a sum that is the same in whatever order its terms come: sums of doubles are not. -#}
{% macro sommable(terme) -%}
    cast({{ terme }} as decimal(28, 10))
{%- endmacro %}

{#- Kilometres as the crow flies between two points in degrees, on the sphere of the mean radius of the Earth; null where
    one of them is unknown. -#}
{% macro distance_km(depart, arrivee) -%}
    2 * 6371.0088 * asin(sqrt(
        pow(sin(radians({{ arrivee }}.latitude - {{ depart }}.latitude) / 2), 2)
        + cos(radians({{ depart }}.latitude)) * cos(radians({{ arrivee }}.latitude))
        * pow(sin(radians({{ arrivee }}.longitude - {{ depart }}.longitude) / 2), 2)
    ))
{%- endmacro %}

{#- The weaker of two natures, the second of which may be missing. -#}
{% macro nature_la_plus_faible_de(une, autre) -%}
    case
        when 'simule' in ({{ une }}, {{ autre }}) then 'simule'
        when 'mixte' in ({{ une }}, {{ autre }}) then 'mixte'
        when 'tiers' in ({{ une }}, {{ autre }}) then 'tiers'
        else {{ une }}
    end
{%- endmacro %}

{#- Whether a sum of cells under agreement may be told: as many units as the rule wants, none of which makes more of it
    than the rule allows. A unit makes no more of a sum than its parts' first units together, and a sum has at least the
    units of its largest part: what is told so is safe for certain. regle: unites_minimum, part_maximum_pct. -#}
{% macro est_dicible(salaries, unites, premiers, regle='regle') -%}
    coalesce(
        {{ salaries }} = 0
        or (
            {{ unites }} >= {{ regle }}.unites_minimum
            -- A share is given to a hundredth or so: a sum exactly at the limit is under it.
            and {{ premiers }} <= {{ salaries }} * {{ regle }}.part_maximum_pct / 100 + 1e-9
        ),
        false
    )
{%- endmacro %}

{#- A figure and its status: null when that says that it is missing. -#}
{% macro si_dicible(figure, type, expression=none) -%}
    case
        when {{ figure }}_statut not in ('secret', 'non_publie', 'non_applicable', 'non_charge')
            then cast({{ expression or figure }} as {{ type }})
    end as {{ figure }},
    {{ figure }}_statut
{%- endmacro %}

{#- Employees of the zones under agreement, by commune of residence or by occupation: one mart a criterion, so that no
    query adds one to the other. -#}
{% macro salaries_selon(critere) -%}
    with residences as (

        select *
        from {{ ref('int_zones__residences') }}
        where critere = '{{ critere }}'

    ),

    zones as (

        select distinct
            code_zone,
            nom_zone,
            genre
        from {{ ref('zones_activite') }}

    ),

    {% if critere == 'commune' -%}
    noms as (

        select
            code_territoire as modalite,
            nom_territoire as libelle
        from {{ ref('territoires') }}
        where niveau = 'commune'

        union all

        select
            '99999' as modalite,
            'Étranger' as libelle

    )
    {%- else -%}
    noms as (

        select
            unnest(['2', '3', '4', '5', '6']) as modalite,
            unnest([
                'Chefs d’entreprise salariés', 'Cadres et professions intellectuelles supérieures',
                'Professions intermédiaires', 'Employés', 'Ouvriers'
            ]) as libelle

    )
    {%- endif %}

    select
        residences.code_zone,
        zones.nom_zone,
        zones.genre,
        residences.millesime,
        residences.lieu as lieu_residence,
        residences.modalite as {{ 'code_commune' if critere == 'commune' else 'csp' }},
        noms.libelle as {{ 'nom_commune' if critere == 'commune' else 'libelle_csp' }},
        residences.salaries,
        case
            when residences.salaries is not null then 'disponible'
            when not residences.lieux_connus then 'non_publie'
            else 'secret'
        end as salaries_statut,
        residences.nature
    from residences
    left join zones
        on residences.code_zone = zones.code_zone
    left join noms
        on residences.modalite = noms.modalite
{%- endmacro %}
