-- Mean annual rate of each territory, from the latest start that may be compared and is loaded,
-- over the communes known at both ends.
with communes as (

    select *
    from {{ ref('int_population__communes') }}

),

paires as (

    select
        millesime_debut,
        millesime_fin,
        duree_annees
    from {{ ref('int_population__paires') }}
    where admissible

),

-- The two latest starts: a territory may lack the first.
paires_chargees as (

    select paires.*
    from paires
    where
        paires.millesime_debut in (select millesime from communes)
        and paires.millesime_fin in (select millesime from communes)
    qualify row_number() over (partition by paires.millesime_fin order by paires.millesime_debut desc) <= 2

),

couples as (

    select
        fins.code_commune,
        fins.millesime,
        paires_chargees.millesime_debut as millesime_reference,
        fins.population_municipale as population_fin,
        fins.population_municipale_statut as population_fin_statut,
        debuts.population_municipale as population_debut,
        debuts.population_municipale_statut as population_debut_statut,
        case when fins.population_municipale is not null then debuts.population_municipale end
            as population_reference,
        fins.population_municipale - debuts.population_municipale as variation,
        case
            when fins.population_municipale is null then fins.population_municipale_statut
            when debuts.population_municipale is null then debuts.population_municipale_statut
            when fins.population_municipale_statut <> 'disponible' then fins.population_municipale_statut
            else debuts.population_municipale_statut
        end as variation_statut,
        variation_statut as population_reference_statut
    from paires_chargees
    inner join communes as fins
        on paires_chargees.millesime_fin = fins.millesime
    inner join communes as debuts
        on
            paires_chargees.millesime_debut = debuts.millesime
            and fins.code_commune = debuts.code_commune
            -- A real population is never compared with an invented one.
            and (coalesce(fins.nature, '') = 'simule') = (coalesce(debuts.nature, '') = 'simule')

),

rapports as (

    {{ agreger(
        'couples',
        [{
            'nom': 'rapport',
            'genre': 'ratio',
            'numerateur': 'population_fin',
            'denominateur': 'population_debut',
            'couverture_minimale': couverture_minimale('population', 'taux_annuel_moyen_pct')
        }, {
            'nom': 'population_reference',
            'genre': 'effectif',
            'couverture_minimale': couverture_minimale('population', 'taux_annuel_moyen_pct')
        }, {
            'nom': 'variation',
            'genre': 'effectif',
            'couverture_minimale': couverture_minimale('population', 'taux_annuel_moyen_pct')
        }],
        cle=['millesime', 'millesime_reference'],
        scissions=ref('int_population__scissions')
    ) }}

),

retenus as (

    select *
    from rapports
    qualify row_number() over (
            partition by niveau, code_territoire, millesime
            order by rapport is not null desc, millesime_reference desc
        ) = 1

),

-- A census that no earlier one may be compared with, whatever is loaded.
fins_admissibles as (

    select distinct millesime_fin as millesime
    from paires

)

select
    territoires.niveau,
    territoires.code_territoire,
    territoires.millesime,
    case when retenus.rapport is not null then retenus.millesime_reference end as millesime_reference,
    case when retenus.rapport is not null then paires.duree_annees end as duree_annees,
    case when retenus.rapport is not null then retenus.population_reference end as population_reference,
    case when retenus.rapport is not null then retenus.variation end as variation,
    {{ taux_annuel_moyen_pct('retenus.rapport', 'paires.duree_annees') }} as taux_annuel_moyen_pct,
    case
        when retenus.millesime is not null then retenus.rapport_statut
        when fins_admissibles.millesime is not null then 'non_charge'
        else 'non_applicable'
    end as taux_annuel_moyen_pct_statut,
    retenus.rapport_couverture as taux_annuel_moyen_pct_couverture
from {{ ref('int_population__territoires') }} as territoires
left join retenus
    on
        territoires.niveau = retenus.niveau
        and territoires.code_territoire = retenus.code_territoire
        and territoires.millesime = retenus.millesime
left join paires
    on
        retenus.millesime_reference = paires.millesime_debut
        and retenus.millesime = paires.millesime_fin
left join fins_admissibles
    on territoires.millesime = fins_admissibles.millesime
