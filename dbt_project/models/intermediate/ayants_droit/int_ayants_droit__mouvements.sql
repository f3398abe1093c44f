-- Movements of the years whose every count is known, over the whole list: a blank is not zero.
with mouvements as (

    select
        *,
        {{ departement_de('code_commune_destination') }} as departement_destination
    from {{ ref('stg_angdm__mouvements') }}

),

departements as (

    select distinct {{ departement_de('code_commune') }} as code_departement
    from {{ ref('stg_angdm__ayants_droit') }}

),

incompletes as (

    select distinct millesime
    from mouvements
    where personnes is null

)

select
    mouvements.millesime as annee,
    -- Whoever moves to a département that the list does not hold, or nobody says where, leaves it.
    case
        when mouvements.motif = 'demenagement' and departements.code_departement is null then 'hors_liste'
        else mouvements.motif
    end as motif,
    mouvements.sexe,
    mouvements.annee_naissance,
    sum(mouvements.personnes) as personnes
from mouvements
left join departements
    on mouvements.departement_destination = departements.code_departement
where mouvements.millesime not in (select millesime from incompletes)
group by 1, 2, 3, 4
