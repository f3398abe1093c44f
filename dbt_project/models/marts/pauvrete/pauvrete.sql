{% set encadres = ['revenu_median', 'revenu_d1', 'revenu_d9', 'rapport_interdecile', 'taux_pauvrete_60'] %}
{% set prestations = [
    'allocataires', 'allocataires_rsa', 'allocataires_prime_activite', 'allocataires_aah'
] %}
with revenus as (

    select *
    from {{ ref('int_pauvrete__revenus') }}

),

allocataires as (

    select *
    from {{ ref('int_pauvrete__allocataires_territoires') }}

),

quartiers as (

    select *
    from {{ ref('int_pauvrete__quartiers_territoires') }}

),

territoires as (

    select *
    from {{ ref('territoires') }}
    where actif

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

cles as (

    select
        niveau,
        code_territoire,
        millesime
    from revenus
    union
    select
        niveau,
        code_territoire,
        millesime
    from allocataires

),

-- Where nothing is said of a territory: the vintage is not here, or it leaves the territory out.
absences as (

    select
        cles.millesime,
        case when count(revenus.millesime) = 0 then 'non_charge' else 'non_publie' end as statut
    from (select distinct millesime from cles) as cles
    left join revenus
        on cles.millesime = revenus.millesime
    group by cles.millesime

),

personnes_pauvres as (

    select
        niveau,
        code_territoire,
        millesime,
        taux_pauvrete_60 / 100 * personnes_menages_fiscaux as personnes_pauvres,
        case
            when personnes_menages_fiscaux is null then personnes_menages_fiscaux_statut
            when taux_pauvrete_60 is null then taux_pauvrete_60_statut
            when personnes_menages_fiscaux_statut = 'partiel' then 'partiel'
            -- A rate is published rounded: the number of persons it stands for is rounded too.
            when taux_pauvrete_60_statut = 'disponible' then 'arrondi'
            else taux_pauvrete_60_statut
        end as personnes_pauvres_statut
    from revenus

)

select
    cles.niveau,
    cles.code_territoire,
    territoires.nom_territoire,
    cles.millesime,
    {% for figure in figures_filosofi() + figures_deciles() -%}
        cast(revenus.{{ figure }} as double) as {{ figure }},
        coalesce(revenus.{{ figure }}_statut, absences.statut) as {{ figure }}_statut,
    {% endfor -%}
    {% for figure in encadres -%}
        cast(revenus.{{ figure }}_bas as double) as {{ figure }}_bas,
        cast(revenus.{{ figure }}_haut as double) as {{ figure }}_haut,
    {% endfor -%}
    cast(revenus.part_menages_imposes_couverture as double) as part_menages_imposes_couverture,
    {% for figure in prestations -%}
        cast(allocataires.{{ figure }} as bigint) as {{ figure }},
        coalesce(allocataires.{{ figure }}_statut, 'non_charge') as {{ figure }}_statut,
        cast(allocataires.{{ figure }}_couverture as double) as {{ figure }}_couverture,
    {% endfor -%}
    -- Their denominator (the CAF's population de référence) is in no file: never over all the recipients.
    {% for figure in ['dependance_prestations_50_pct', 'dependance_prestations_100_pct'] -%}
        cast(null as double) as {{ figure }},
        'non_charge' as {{ figure }}_statut,
    {% endfor -%}
    round(personnes_pauvres.personnes_pauvres) as personnes_pauvres,
    coalesce(personnes_pauvres.personnes_pauvres_statut, absences.statut) as personnes_pauvres_statut,
    {% for contours in ['qpv', 'qpv_2024'] -%}
        {%- set pauvres = 'quartiers.personnes_pauvres_' ~ contours -%}
        {%- set total = 'personnes_pauvres.personnes_pauvres' -%}
        round({{ pauvres }}) as personnes_pauvres_{{ contours }},
        coalesce({{ pauvres }}_statut, 'non_charge') as personnes_pauvres_{{ contours }}_statut,
        case
            -- Two sources: more poor persons in the neighbourhoods than in the territory says nothing.
            when {{ total }} >= {{ pauvres }} and {{ total }} > 0 then 100 * (1 - {{ pauvres }} / {{ total }})
        end as part_pauvres_hors_{{ contours }}_pct,
        case
            when {{ pauvres }} is null then coalesce({{ pauvres }}_statut, 'non_charge')
            when {{ total }} is null then coalesce({{ total }}_statut, 'non_charge')
            when {{ total }} < {{ pauvres }} or {{ total }} = 0 then 'non_applicable'
            when {{ pauvres }}_statut = 'disponible' then {{ total }}_statut
            else {{ pauvres }}_statut
        end as part_pauvres_hors_{{ contours }}_pct_statut,
    {% endfor -%}
    cast(coalesce(revenus.couverture, 0) as double) as couverture,
    case
        when 'simule' in (revenus.nature, allocataires.nature, quartiers.nature) then 'simule'
        else coalesce(revenus.nature, allocataires.nature)
    end as nature,
    concat_ws(
        ' ; ',
        case when revenus.niveau is not null then 'INSEE, Filosofi' end,
        case when allocataires.niveau is not null then 'Cnaf, allocataires' end,
        case when quartiers.niveau is not null then 'INSEE et ANCT, quartiers prioritaires' end
    ) as source,
    revenus.edition,
    cast(revenus.geographie_source as integer) as geographie_source,
    geographie_analyse.geographie
from cles
inner join territoires
    on
        cles.niveau = territoires.niveau
        and cles.code_territoire = territoires.code_territoire
{% for relation in ['revenus', 'allocataires', 'quartiers', 'personnes_pauvres'] -%}
    left join {{ relation }}
        on
            cles.niveau = {{ relation }}.niveau
            and cles.code_territoire = {{ relation }}.code_territoire
            and cles.millesime = {{ relation }}.millesime
{% endfor -%}
inner join absences
    on cles.millesime = absences.millesime
cross join geographie_analyse
