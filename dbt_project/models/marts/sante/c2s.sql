{% set figures = ['proteges', 'beneficiaires', 'dont_participation'] %}
with sommes as (

    select *
    from {{ ref('int_sante__c2s') }}

),

-- What 'ensemble' is all of: the schemes that are delivered.
regimes as (

    select
        millesime,
        string_agg(distinct regime, ', ' order by regime) as regimes
    from sommes
    where regime <> 'ensemble'
    group by millesime

),

regle as (

    select max(seuil_personnes) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'cpam_c2s'

),

jugees as (

    {{ sous_la_regle('sommes', figures) }}

)

select
    jugees.niveau,
    jugees.code_territoire,
    territoires.nom_territoire,
    jugees.millesime,
    jugees.regime,
    jugees.tranche_age,
    case when jugees.regime = 'ensemble' then regimes.regimes else jugees.regime end as regimes_compris,
    {% for figure in figures -%}
        cast(jugees.{{ figure }} as double) as {{ figure }},
        jugees.{{ figure }}_statut,
    {% endfor -%}
    {{ si_admis(
        statut_ratio('jugees.beneficiaires', 'jugees.proteges'),
        'cast(100 * jugees.beneficiaires as double) / jugees.proteges'
    ) }} as part_beneficiaires_pct,
    {{ statut_ratio('jugees.beneficiaires', 'jugees.proteges') }} as part_beneficiaires_pct_statut,
    jugees.nature,
    'CPAM' as source
from jugees
inner join regimes
    on jugees.millesime = regimes.millesime
inner join {{ ref('territoires') }} as territoires
    on
        jugees.niveau = territoires.niveau
        and jugees.code_territoire = territoires.code_territoire
