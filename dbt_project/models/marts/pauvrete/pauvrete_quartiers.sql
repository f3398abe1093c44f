{% set disponible = ['revenu_median', 'revenu_d1', 'revenu_d9', 'taux_pauvrete_60', 'gini'] %}
{% set declare = [
    'revenu_declare_median', 'revenu_declare_d1', 'revenu_declare_d9', 'taux_bas_revenus_declares_60',
    'part_menages_imposes'
] %}
{% set prestations = [
    'allocataires', 'allocataires_rsa', 'allocataires_prime_activite', 'allocataires_aah'
] %}
{% set sante = ['personnes_protegees_cnam', 'beneficiaires_c2s'] %}
{% set aux_quartiers = [
    'revenu_median', 'revenu_d1', 'revenu_d9', 'taux_pauvrete_60', 'revenu_declare_median', 'part_menages_imposes'
] + prestations + sante %}
with disponibles as (

    select *
    from {{ ref('stg_insee__revenus_disponibles_iris') }}

),

declares as (

    select *
    from {{ ref('stg_insee__revenus_declares_iris') }}

),

allocataires as (

    select *
    from {{ ref('stg_cnaf__allocataires_iris') }}

),

cles as (

    {% for relation in ['disponibles', 'declares', 'allocataires'] -%}
        select
            niveau,
            code_territoire,
            code_commune,
            millesime,
            geographie
        from {{ relation }}
        {{ 'union' if not loop.last }}
    {% endfor %}

),

iris as (

    select
        cles.niveau,
        cles.code_territoire,
        coalesce(disponibles.nom_territoire, declares.nom_territoire) as nom_territoire,
        cles.code_commune,
        cles.millesime,
        cles.geographie,
        {% for relation, figures in {
            'disponibles': disponible, 'declares': declare, 'allocataires': prestations
        }.items() -%}
            {% for figure in figures -%}
                {{ relation }}.{{ figure }},
                coalesce({{ relation }}.{{ figure }}_statut, 'non_charge') as {{ figure }}_statut,
            {% endfor -%}
        {% endfor -%}
        {% for figure in sante -%}
            null as {{ figure }},
            'non_charge' as {{ figure }}_statut,
        {% endfor -%}
        [disponibles.nature, declares.nature, allocataires.nature] as natures,
        [disponibles.edition, declares.edition, allocataires.edition] as editions,
        concat_ws(
            ' ; ',
            case when disponibles.niveau is not null then 'INSEE, Filosofi, revenu disponible' end,
            case when declares.niveau is not null then 'INSEE, Filosofi, revenu déclaré' end,
            case when allocataires.niveau is not null then 'Cnaf' end
        ) as source
    from cles
    {% for relation in ['disponibles', 'declares', 'allocataires'] -%}
        left join {{ relation }}
            on
                cles.code_territoire = {{ relation }}.code_territoire
                and cles.millesime = {{ relation }}.millesime
                and cles.geographie = {{ relation }}.geographie
    {% endfor %}

),

quartiers as (

    select
        niveau,
        code_territoire,
        nom_territoire,
        cast(null as varchar) as code_commune,
        millesime,
        geographie,
        {% for figure in disponible + declare + prestations + sante -%}
            {% if figure in aux_quartiers -%}
                {{ figure }},
                {{ figure }}_statut,
            {% else -%}
                null as {{ figure }},
                'non_publie' as {{ figure }}_statut,
            {% endif -%}
        {% endfor -%}
        [nature] as natures,
        [edition] as editions,
        'INSEE, Cnaf et Cnam, quartiers prioritaires' as source
    from {{ ref('stg_insee__revenus_qpv') }}

),

reunis as (

    select * from iris
    union all by name
    select * from quartiers

)

select
    niveau,
    code_territoire,
    coalesce(nom_territoire, code_territoire) as nom_territoire,
    code_commune,
    millesime,
    {% for figure in disponible + declare -%}
        cast({{ figure }} as double) as {{ figure }},
        {{ figure }}_statut,
    {% endfor -%}
    {% for figure in prestations + sante -%}
        cast({{ figure }} as bigint) as {{ figure }},
        {{ figure }}_statut,
    {% endfor -%}
    case
        when personnes_protegees_cnam > 0
            then cast(100.0 * beneficiaires_c2s / personnes_protegees_cnam as double)
    end as part_c2s_pct,
    case
        when beneficiaires_c2s is null then beneficiaires_c2s_statut
        when personnes_protegees_cnam is null then personnes_protegees_cnam_statut
        when personnes_protegees_cnam = 0 then 'non_applicable'
        else 'disponible'
    end as part_c2s_pct_statut,
    -- Its denominator (the CAF's population de référence) is in no file: never over all the recipients.
    cast(null as double) as dependance_prestations_50_pct,
    'non_charge' as dependance_prestations_50_pct_statut,
    case
        when list_contains(natures, 'simule') then 'simule'
        else list_filter(natures, n -> n is not null)[1]
    end as nature,
    source,
    case
        when len(list_distinct(list_filter(editions, e -> e is not null))) > 1 then 'plusieurs'
        else list_filter(editions, e -> e is not null)[1]
    end as edition,
    geographie as geographie_source,
    cast(null as integer) as geographie
from reunis
