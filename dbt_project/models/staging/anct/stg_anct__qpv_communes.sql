with lignes as (

    {{ lire_brut('anct_qpv_communes', ['code_qpv']) }}

),

-- A neighbourhood of several communes has one line that lists them, or one line for each.
communes as (

    select
        *,
        unnest(regexp_extract_all(codes_communes, '[0-9][0-9AB][0-9]{3}')) as code_commune
    from lignes

)

select
    case left(code_qpv, 2) when 'QN' then 'qpv_2024' else 'qpv' end as niveau,
    code_qpv,
    max(nom_qpv) as nom_qpv,
    {{ commune_de_rattachement('code_commune') }} as code_commune,
    count(*) over (partition by code_qpv, millesime, geographie) as nombre_communes,
    sum({{ nombre('part') }}) as part_population,
    millesime,
    geographie,
    edition,
    min(rang_edition) as rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from communes
group by code_qpv, {{ commune_de_rattachement('code_commune') }}, millesime, geographie, edition
