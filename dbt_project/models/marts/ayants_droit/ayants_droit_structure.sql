with structure as (

    select *
    from {{ ref('int_ayants_droit__structure') }}

),

regle as (

    select max(seuil_personnes) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'angdm_ayants_droit'

)

select
    structure.niveau,
    structure.code_territoire,
    coalesce(territoires.nom_territoire, cites.nom, structure.code_territoire) as nom_territoire,
    structure.millesime,
    structure.sexe,
    structure.droit,
    structure.tranche_age,
    cast(structure.personnes as double) as personnes,
    {{ statut_interne('structure.personnes_statut', 'structure.personnes', 'regle.seuil') }}
        as personnes_statut,
    structure.nature,
    'ANGDM' as source
from structure
cross join regle
left join {{ ref('territoires') }} as territoires
    on
        structure.niveau = territoires.niveau
        and structure.code_territoire = territoires.code_territoire
left join {{ ref('cites') }} as cites
    on
        structure.niveau = 'cite'
        and structure.code_territoire = cites.code_cite
