-- What births and deaths explain of the evolution of each territory; the rest is apparent migration.
with evolutions as (

    select *
    from {{ ref('int_population__evolutions') }}

),

mouvements as (

    select
        territoires.niveau,
        territoires.code_territoire,
        territoires.millesime,
        territoires.periode,
        provenances.nature,
        max(territoires.valeur) filter (where territoires.mesure = 'naissances') as naissances,
        max(territoires.valeur) filter (where territoires.mesure = 'deces') as deces,
        -- The two come from one file, or the first that is missing says why.
        min(territoires.valeur_statut) filter (where territoires.valeur is null) as statut_absent,
        case
            when bool_or(territoires.valeur_statut = 'partiel') then 'partiel'
            when bool_or(territoires.valeur_statut = 'estime') then 'estime'
            else 'disponible'
        end as statut_present,
        min(territoires.valeur_couverture) as couverture_min,
        max(territoires.valeur_couverture) as couverture_max
    from {{ ref('int_recensement__territoires') }} as territoires
    inner join {{ ref('int_recensement__provenances') }} as provenances
        on
            territoires.niveau = provenances.niveau
            and territoires.code_territoire = provenances.code_territoire
            and territoires.millesime = provenances.millesime
            and territoires.periode = provenances.periode
    where territoires.mesure in ('naissances', 'deces')
    group by
        territoires.niveau, territoires.code_territoire, territoires.millesime, territoires.periode,
        provenances.nature

),

entre_recensements as (

    select
        evolutions.niveau,
        evolutions.code_territoire,
        evolutions.millesime,
        1 as rang,
        mouvements.naissances,
        mouvements.deces,
        mouvements.statut_absent,
        mouvements.statut_present,
        mouvements.couverture_min,
        mouvements.couverture_max,
        mouvements.nature
    from evolutions
    inner join mouvements
        on
            evolutions.niveau = mouvements.niveau
            and evolutions.code_territoire = mouvements.code_territoire
            and evolutions.millesime = mouvements.millesime
            and concat(evolutions.millesime_reference, '-', evolutions.millesime) = mouvements.periode

),

-- The years from one 1 January to the other, when every one of them is here.
annuels as (

    select
        evolutions.niveau,
        evolutions.code_territoire,
        evolutions.millesime,
        2 as rang,
        case when count(mouvements.naissances) = count(*) then sum(mouvements.naissances) end as naissances,
        case when count(mouvements.deces) = count(*) then sum(mouvements.deces) end as deces,
        min(mouvements.statut_absent) as statut_absent,
        case
            when bool_or(mouvements.statut_present = 'partiel') then 'partiel'
            when bool_or(mouvements.statut_present = 'estime') then 'estime'
            else 'disponible'
        end as statut_present,
        min(mouvements.couverture_min) as couverture_min,
        max(mouvements.couverture_max) as couverture_max,
        {{ nature_la_plus_faible('mouvements.nature') }} as nature
    from evolutions
    inner join mouvements
        on
            evolutions.niveau = mouvements.niveau
            and evolutions.code_territoire = mouvements.code_territoire
            and mouvements.millesime >= evolutions.millesime_reference
            and mouvements.millesime < evolutions.millesime
    where
        mouvements.periode = cast(mouvements.millesime as varchar)
        -- Before 2006 a census was in March, or in February.
        and evolutions.duree_annees = evolutions.millesime - evolutions.millesime_reference
    group by
        evolutions.niveau, evolutions.code_territoire, evolutions.millesime, evolutions.millesime_reference
    having count(*) = evolutions.millesime - evolutions.millesime_reference

),

retenus as (

    select *
    from (
        select * from entre_recensements
        union all
        select * from annuels
    ) as mouvements_connus
    qualify row_number() over (
            partition by niveau, code_territoire, millesime
            order by (naissances is not null and deces is not null) desc, rang
        ) = 1

),

-- Over the same communes as the evolution, or not at all.
compares as (

    select
        evolutions.*,
        retenus.nature as mouvements_nature,
        case
            when evolutions.variation is null then evolutions.taux_annuel_moyen_pct_statut
            when retenus.niveau is null then 'non_charge'
            when retenus.naissances is null or retenus.deces is null then retenus.statut_absent
            when
                abs(retenus.couverture_min - evolutions.taux_annuel_moyen_pct_couverture) > 1e-9
                or abs(retenus.couverture_max - evolutions.taux_annuel_moyen_pct_couverture) > 1e-9
                then 'non_publie'
            when evolutions.taux_annuel_moyen_pct_statut <> 'disponible'
                then evolutions.taux_annuel_moyen_pct_statut
            else retenus.statut_present
        end as soldes_statut,
        retenus.naissances,
        retenus.deces
    from evolutions
    left join retenus
        on
            evolutions.niveau = retenus.niveau
            and evolutions.code_territoire = retenus.code_territoire
            and evolutions.millesime = retenus.millesime

),

soldes as (

    select
        niveau,
        code_territoire,
        millesime,
        soldes_statut,
        mouvements_nature,
        variation,
        duree_annees,
        taux_annuel_moyen_pct,
        soldes_statut in ('disponible', 'partiel', 'estime') as est_connu,
        case when est_connu then naissances end as naissances,
        case when est_connu then deces end as deces,
        case when est_connu then naissances - deces end as solde_naturel,
        -- The annual rate shared out in proportion to the two balances; their simple rate without variation.
        case
            when variation <> 0 then taux_annuel_moyen_pct / variation
            else 100 / (duree_annees * nullif(population_reference, 0))
        end as taux_par_personne
    from compares

)

select
    niveau,
    code_territoire,
    millesime,
    variation,
    naissances,
    deces,
    solde_naturel,
    variation - solde_naturel as solde_migratoire_apparent,
    taux_par_personne * solde_naturel as taux_solde_naturel_pct,
    taux_par_personne * (variation - solde_naturel) as taux_solde_migratoire_pct,
    soldes_statut,
    mouvements_nature
from soldes
