-- Persons of each yearly list, where they live now. A divided commune is not followed (null): nothing says in
-- which part they live. A unit is a commune's part in a cité, or out of any.
select
    stocks.millesime,
    passages.code_commune,
    stocks.code_cite,
    concat_ws('|', coalesce(passages.code_commune, stocks.code_commune), stocks.code_cite) as unite,
    stocks.sexe,
    stocks.annee_naissance,
    stocks.droit,
    stocks.conjoint_vivant,
    stocks.conjoint_ayant_droit,
    stocks.annee_naissance_conjoint,
    stocks.logement,
    stocks.personnes,
    stocks.nature
from {{ ref('stg_angdm__ayants_droit') }} as stocks
left join {{ ref('int_zones__passages') }} as passages
    on
        stocks.geographie = passages.geographie
        and {{ commune_de_rattachement('stocks.code_commune') }} = passages.code_origine
