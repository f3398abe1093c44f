-- Every pair of censuses, judged by the first rule (in their order) that covers it.
with dates as (

    select *
    from {{ ref('dates_recensement') }}

),

regles as (

    select *
    from {{ ref('regles_comparaison') }}
    where theme = 'recensement'

),

paires as (

    select
        debuts.millesime as millesime_debut,
        fins.millesime as millesime_fin,
        -- n of the formula: from date to date, in years of 365.25 days.
        date_diff('day', debuts.date_reference, fins.date_reference) / 365.25 as duree_annees
    from dates as debuts
    inner join dates as fins
        on debuts.millesime < fins.millesime

)

select
    regles.theme,
    paires.millesime_debut,
    paires.millesime_fin,
    -- Whole years between two 1st of January, so that no leap day shows in the rate.
    case
        when abs(paires.duree_annees - round(paires.duree_annees)) < 0.003 then round(paires.duree_annees)
        else paires.duree_annees
    end as duree_annees,
    regles.admissible,
    regles.motif,
    regles.source
from paires
inner join regles
    on
        paires.millesime_debut between regles.debut_min and regles.debut_max
        and paires.millesime_fin between regles.fin_min and regles.fin_max
        and paires.millesime_fin - paires.millesime_debut between regles.ecart_min and regles.ecart_max
qualify row_number() over (
        partition by paires.millesime_debut, paires.millesime_fin
        order by regles.ordre
    ) = 1
