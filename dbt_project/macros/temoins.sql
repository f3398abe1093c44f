{#- Open lists that tell of the same dwellings as the landlords: RPLS, LOVAC, ADEME's diagnostics. -#}

{#- Rows of a list by commune. A year delivered for a département in two geographies is twice the same things: the
    latest that the analysis knows is kept. -#}
{% macro liste_ouverte(modele) -%}
    select
        * exclude (code_territoire),
        {{ commune_de_rattachement('code_territoire') }} as code_commune
    from {{ ref(modele) }}
    where geographie <= (select geographie from {{ ref('int_territoires__geographies') }} where est_analyse)
    qualify rank() over (
        partition by millesime, {{ departement_de('code_territoire') }}
        order by geographie desc
    ) = 1
{%- endmacro %}

{#- The communes that a list answers for, where only those that have something are written: those, and all the others of
    a département whose written communes hold three quarters of its inhabitants. Out of an extract nothing can be said.
    relation: code_commune, millesime. -#}
{% macro communes_d_une_liste(relation) -%}
    with ecrites as (

        select distinct
            code_commune,
            millesime
        from {{ relation }}

    ),

    habitants as (

        {{ habitants_au_plus_pres('ecrites', 'millesime') }}

    ),

    departements as (

        select
            habitants.millesime,
            {{ departement_de('habitants.code_commune') }} as code_departement
        from habitants
        left join ecrites
            on
                habitants.code_commune = ecrites.code_commune
                and habitants.millesime = ecrites.millesime
        group by all
        having
            sum(habitants.population) filter (where ecrites.code_commune is not null)
            >= 0.75 * sum(habitants.population)

    )

    select
        code_commune,
        millesime
    from ecrites

    union

    select
        communes.code_commune,
        departements.millesime
    from departements
    inner join {{ ref('int_territoires__mailles') }} as communes
        on
            communes.niveau = 'commune'
            and {{ departement_de('communes.code_commune') }} = departements.code_departement
{%- endmacro %}

{#- Percentages of the mart of proxies: name → numerator and denominator, of one source or, for the first, of two. -#}
{% macro rapports_temoins() -%}
    {{ return({
        'part_bailleurs_rpls_pct': ['bailleurs_logements', 'rpls_logements'],
        'bailleurs_part_vacants_pct': ['bailleurs_vacants', 'bailleurs_logements'],
        'rpls_part_vacants_pct': ['rpls_vacants', 'rpls_logements'],
        'bailleurs_part_dpe_efg_pct': ['bailleurs_dpe_efg', 'bailleurs_dpe_connu'],
        'rpls_part_dpe_efg_pct': ['rpls_dpe_efg', 'rpls_dpe_connu'],
        'ademe_part_dpe_efg_pct': ['ademe_dpe_efg', 'ademe_diagnostics']
    }) }}
{%- endmacro %}

{#- The sum of a figure over the squares that a cité covers, each for the covered share of it: nothing where one of the
    inhabited ones does not say it, or where none is inhabited. -#}
{% macro somme_des_carreaux(figure) -%}
    case
        when count(carreau) > 0 and count(carreau) = count({{ figure }})
            then cast(sum({{ sommable(figure ~ ' * part') }}) as double)
    end
{%- endmacro %}
