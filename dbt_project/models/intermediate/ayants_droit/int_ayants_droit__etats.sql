-- What may be said of the last list in each territory: whether a count of persons is missing there, and who
-- made it.
with dernier as (

    select max(millesime) as millesime
    from {{ ref('int_ayants_droit__stocks') }}

)

select
    unites.territoire,
    split_part(unites.territoire, '|', 1) as niveau,
    split_part(unites.territoire, '|', 2) as code_territoire,
    bool_or(stocks.personnes is null) as est_incomplet,
    {{ nature_la_plus_faible('stocks.nature') }} as nature
from {{ ref('int_ayants_droit__stocks') }} as stocks
inner join dernier
    on stocks.millesime = dernier.millesime
inner join {{ ref('int_ayants_droit__unites') }} as unites
    on stocks.unite = unites.unite
group by unites.territoire
