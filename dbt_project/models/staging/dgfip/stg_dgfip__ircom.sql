with lignes as (

    {{ lire_brut('dgfip_ircom', ['departement', 'commune', 'tranche']) }}

),

-- 590 and 350 are 59350; 010 and 4, 01004; 2A0 and 4, 2A004; overseas, 971 and 1 are 97101.
codees as (

    select
        *,
        case
            when departement like '97%' then departement || lpad(commune, 2, '0')
            else left(departement, 2) || lpad(commune, 3, '0')
        end as code_territoire
    from lignes

)

select
    niveau,
    code_territoire,
    nom_commune as nom_territoire,
    case when lower(tranche) like 'total%' then 'ensemble' else tranche end as tranche,
    millesime,
    geographie,
    {% for figure in ['foyers', 'revenu_fiscal_keur'] -%}
        {{ nombre(figure) }} as {{ figure }},
        case
            when {{ nombre(figure) }} is not null then 'disponible'
            when lower({{ figure }}) like 'n.c%' then 'secret'
            else 'non_publie'
        end as {{ figure }}_statut,
    {% endfor -%}
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from codees
