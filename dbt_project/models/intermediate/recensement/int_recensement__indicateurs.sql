-- Counts side by side, one row a territory and census, and the ratios that the dictionary defines from them.
{% set effectifs = effectifs_du_mart('population_structure') %}
with chiffres as (

    select *
    from {{ ref('int_recensement__territoires') }}
    where periode = 'recensement'

),

-- A count that a loaded data set leaves out of a census is not published; of another one, not loaded.
jeux as (

    select distinct
        millesime,
        jeu
    from {{ ref('int_recensement__communes') }}
    where
        jeu is not null
        and periode = 'recensement'

),

absences as (

    select
        millesimes.millesime,
        {% for jeu in jeux_recensement() -%}
            case when bool_or(jeux.jeu = '{{ jeu }}') then 'non_publie' else 'non_charge' end as {{ jeu }},
        {% endfor -%}
        count(jeux.jeu) as nombre_jeux
    from (select distinct millesime from chiffres) as millesimes
    left join jeux
        on millesimes.millesime = jeux.millesime
    group by millesimes.millesime

),

larges as (

    {{ deployer_recensement('chiffres', effectifs) }}

),

couvertures as (

    select
        niveau,
        code_territoire,
        millesime,
        min(valeur_couverture) filter (where valeur is not null) as couverture
    from chiffres
    group by niveau, code_territoire, millesime

),

completes as (

    select
        larges.niveau,
        larges.code_territoire,
        larges.millesime,
        {% for effectif in effectifs -%}
            larges.{{ effectif }}_valeur as {{ effectif }},
            coalesce(larges.{{ effectif }}_statut, absences.{{ jeu_attendu(effectif) }})
                as {{ effectif }}_statut,
            coalesce(larges.{{ effectif }}_couverture, 0) as {{ effectif }}_couverture,
        {% endfor -%}
        coalesce(couvertures.couverture, 0) as couverture
    from larges
    inner join couvertures
        on
            larges.niveau = couvertures.niveau
            and larges.code_territoire = couvertures.code_territoire
            and larges.millesime = couvertures.millesime
    inner join absences
        on larges.millesime = absences.millesime

)

-- A territory of which nothing is said has no row.
select
    completes.niveau,
    completes.code_territoire,
    completes.millesime,
    {% for effectif in effectifs -%}
        completes.{{ effectif }},
        completes.{{ effectif }}_statut,
    {% endfor -%}
    {{ colonnes_des_rapports('population_structure') }},
    completes.couverture,
    provenances.edition,
    provenances.geographie_source,
    provenances.geographie,
    provenances.nature
from completes
inner join {{ ref('int_recensement__provenances') }} as provenances
    on
        completes.niveau = provenances.niveau
        and completes.code_territoire = provenances.code_territoire
        and completes.millesime = provenances.millesime
where provenances.periode = 'recensement'
