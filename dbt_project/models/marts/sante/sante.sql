-- An index over few deaths says little: its interval at 95 % (Byar's, for a Poisson count) stands beside it.
with deces as (

    select *
    from {{ ref('int_sante__mortalite') }}

),

regle as (

    select max(seuil_personnes) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'ors_mortalite'

),

jugees as (

    select
        deces.* exclude (observes_statut, attendus_statut),
        {{ statut_interne('deces.observes_statut', 'deces.observes', 'regle.seuil') }} as observes_statut,
        {{ statut_interne('deces.attendus_statut', 'deces.observes', 'regle.seuil') }} as attendus_statut,
        cast(deces.observes as double) as o,
        cast(deces.attendus as double) as e
    from deces
    cross join regle

),

bornees as (

    select
        *,
        {{ statut_ratio('observes', 'attendus') }} as icm_statut,
        100 * o / nullif(e, 0) as rapport,
        case
            when o = 0 then 0
            else 100 * o * pow(1 - 1 / (9 * o) - 1.959964 / (3 * sqrt(o)), 3) / nullif(e, 0)
        end as bas,
        100 * (o + 1) * pow(1 - 1 / (9 * (o + 1)) + 1.959964 / (3 * sqrt(o + 1)), 3) / nullif(e, 0) as haut
    from jugees

)

select
    bornees.niveau,
    bornees.code_territoire,
    territoires.nom_territoire,
    bornees.millesime,
    bornees.periode_debut || '-' || bornees.periode_fin as periode,
    bornees.sexe,
    bornees.cause,
    cast(bornees.observes as double) as observes,
    bornees.observes_statut,
    cast(bornees.attendus as double) as attendus,
    bornees.attendus_statut,
    {{ si_admis('bornees.icm_statut', 'bornees.rapport') }} as icm,
    bornees.icm_statut,
    {{ si_admis('bornees.icm_statut', 'bornees.bas') }} as icm_bas,
    bornees.icm_statut as icm_bas_statut,
    {{ si_admis('bornees.icm_statut', 'bornees.haut') }} as icm_haut,
    bornees.icm_statut as icm_haut_statut,
    case
        when not {{ est_admis('bornees.icm_statut') }} then null
        when bornees.bas > 100 then 'surmortalité'
        when bornees.haut < 100 then 'sous-mortalité'
        else 'non significatif'
    end as ecart_a_la_france,
    bornees.significatif as significatif_selon_le_partenaire,
    bornees.nature,
    'ORS' as source,
    bornees.geographie as geographie_source
from bornees
inner join {{ ref('territoires') }} as territoires
    on
        bornees.niveau = territoires.niveau
        and bornees.code_territoire = territoires.code_territoire
