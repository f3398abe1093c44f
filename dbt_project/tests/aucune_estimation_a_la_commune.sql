-- No table holds a commune's figure that its producer withholds: communes are never estimated, and what is
-- left of an EPCI is in none.
select
    niveau,
    code_territoire,
    millesime
from {{ ref('int_pauvrete__estimations') }}
where niveau = 'commune'

union all

select
    niveau,
    code_territoire,
    millesime
from {{ ref('pauvrete') }}
where
    niveau = 'commune'
    and 'estime' in (revenu_median_statut, revenu_d1_statut, revenu_d9_statut, taux_pauvrete_60_statut)

union all

select
    niveau,
    code_territoire,
    millesime
from {{ ref('int_pauvrete__composition') }}
where
    genre = 'reste'
    and personnes is not null

union all

select
    communes.niveau,
    communes.code_territoire,
    communes.millesime
from {{ ref('stg_insee__filosofi') }} as communes
inner join {{ ref('int_pauvrete__parts') }} as parts
    on
        communes.niveau = parts.niveau
        and communes.code_territoire = parts.code_territoire
        and communes.millesime = parts.millesime
where
    communes.niveau = 'commune'
    and communes.revenu_median_statut = 'secret'
