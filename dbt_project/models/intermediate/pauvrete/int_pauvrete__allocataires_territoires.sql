{% set figures = ['allocataires', 'allocataires_rsa', 'allocataires_prime_activite', 'allocataires_aah'] %}
{% set mesures = [] %}
{% for figure in figures %}
{% do mesures.append({
    'nom': figure, 'genre': 'effectif', 'couverture_minimale': couverture_minimale('pauvrete', figure)
}) %}
{% endfor %}
with sommes as (

    {{ agreger(ref('int_pauvrete__allocataires'), mesures) }}

),

natures as (

    select
        mailles.niveau,
        mailles.code_territoire,
        communes.millesime,
        {{ nature_la_plus_faible('communes.nature') }} as nature
    from {{ ref('int_pauvrete__allocataires') }} as communes
    inner join {{ ref('int_territoires__mailles') }} as mailles
        on communes.code_commune = mailles.code_commune
    where communes.nature is not null
    group by mailles.niveau, mailles.code_territoire, communes.millesime

)

-- Territories of which some commune at least was delivered.
select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    {% for figure in figures -%}
        sommes.{{ figure }},
        sommes.{{ figure }}_statut,
        sommes.{{ figure }}_couverture,
    {% endfor -%}
    natures.nature
from sommes
inner join natures
    on
        sommes.niveau = natures.niveau
        and sommes.code_territoire = natures.code_territoire
        and sommes.millesime = natures.millesime
