with prestations as (

    select *
    from {{ ref('int_ayants_droit__prestations') }}

),

regles as (

    select max(seuil_personnes) as seuil_personnes
    from {{ ref('int_conventions__regles') }}
    where jeu = 'angdm_prestations'

)

select
    prestations.niveau,
    prestations.code_territoire,
    territoires.nom_territoire,
    prestations.millesime,
    prestations.prestation,
    {% for figure in ['beneficiaires', 'montant_annuel_eur'] -%}
        cast(prestations.{{ figure }} as double) as {{ figure }},
        {{ statut_interne(
            'prestations.' ~ figure ~ '_statut', 'prestations.beneficiaires', 'regles.seuil_personnes'
        ) }} as {{ figure }}_statut,
    {% endfor -%}
    prestations.nature,
    'ANGDM' as source
from prestations
cross join regles
inner join {{ ref('territoires') }} as territoires
    on
        prestations.niveau = territoires.niveau
        and prestations.code_territoire = territoires.code_territoire
